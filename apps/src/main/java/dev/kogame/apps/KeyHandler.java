package dev.kogame.apps;

/** An app that takes keys. */
@FunctionalInterface
public interface KeyHandler {

    /** A person pressed a key, on the device's thread. Answers whether it means something here. */
    boolean pressed(char key, long nowNs);
}
