package dev.kogame.tools.conformance.script;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import dev.kogame.tools.conformance.device.Device.Ability;

/**
 * One row of the specification.
 *
 * @param id such as {@code 1.2.6.C}
 * @param rfc the RFC and section that say so
 * @param script null if the row is not run; then {@code reason} says why
 * @param asks what the device must be able to do beside frames
 */
public record Case(String id, String title, String rfc, Script script, String reason, Set<Ability> asks) {

    /** What the tester does and expects. */
    @FunctionalInterface
    public interface Script {
        void run(Tester t) throws IOException;
    }

    public Case(String id, String title, String rfc, Script script, Ability... asks) {
        this(id, title, rfc, script, "", Set.copyOf(List.of(asks)));
    }

    /** A row that is listed and not run. */
    public static Case notRun(String id, String title, String rfc, String reason) {
        return new Case(id, title, rfc, null, reason, Set.of());
    }

    /** The section it belongs to, {@code 1} to {@code 9}. */
    public String section() {
        return switch (id.charAt(0)) {
            case 'M' -> "6";
            case 'A' -> "7";
            case 'D' -> "8";
            case 'X' -> "9";
            default -> id.substring(0, 1);
        };
    }
}
