package dev.kogame.apps;

/** A tiny app: what a device is for. */
@FunctionalInterface
public interface App {

    /**
     * Opens the app's sockets and shows its first state; from then on it lives by what its sockets are handed. Called once, before
     * the device runs, on its thread.
     */
    void start(Device device);
}
