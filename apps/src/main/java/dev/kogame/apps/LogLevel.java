package dev.kogame.apps;

/** How much a device tells a person by itself. */
public enum LogLevel {
    /** Nothing. */
    OFF,
    /** What is wrong: a duplicate address, a chip that does not start. */
    WARN,
    /** Addresses that come, go and change, too. The default. */
    INFO,
    /** Addresses that are being checked, too. */
    DEBUG
}
