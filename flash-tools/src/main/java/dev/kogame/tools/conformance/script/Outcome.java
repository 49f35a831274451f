package dev.kogame.tools.conformance.script;

import java.util.List;

/**
 * How a case ended.
 *
 * @param reason why it failed or was not run, or an empty text
 * @param seconds how long it took, by the device's time
 */
public record Outcome(Case row, Verdict verdict, String reason, double seconds, List<Event> events) {

    /** PASS, FAIL, or SKIP: not run, which says nothing about the device. */
    public enum Verdict {
        PASS, FAIL, SKIP
    }
}
