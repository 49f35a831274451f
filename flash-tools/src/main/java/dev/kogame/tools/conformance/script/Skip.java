package dev.kogame.tools.conformance.script;

/** A case finds that the device does not have what the case is about, and need not have it. */
public final class Skip extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Skip(String message) {
        super(message);
    }
}
