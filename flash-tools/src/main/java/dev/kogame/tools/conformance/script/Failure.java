package dev.kogame.tools.conformance.script;

/** The device did not do what the case expects; the message says what, when, and what came instead. */
public final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Failure(String message) {
        super(message);
    }
}
