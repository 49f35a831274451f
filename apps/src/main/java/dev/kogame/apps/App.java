package dev.kogame.apps;

import java.io.IOException;

/** A tiny app: what a device is for. */
@FunctionalInterface
public interface App {

    /**
     * Opens the app's sockets and shows its first state; from then on it lives by what its sockets are handed. Called once, before
     * the device runs, on its thread.
     *
     * @throws IOException if this machine refuses something; the message says why and what to do
     * @throws IllegalArgumentException if a setting makes no sense
     */
    void start(Device device) throws IOException;
}
