package dev.kogame.tools.conformance.script;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

import dev.kogame.tools.conformance.device.Device;
import dev.kogame.tools.conformance.device.Device.Ability;
import dev.kogame.tools.conformance.device.Device.Identifiers;
import dev.kogame.tools.conformance.device.Verbs;
import dev.kogame.tools.conformance.script.Outcome.Verdict;

/** Runs cases, one after the other. */
public final class Runner {

    private Runner() {
    }

    /**
     * Runs one case.
     *
     * @throws IOException if the device cannot be reached, so that nothing can be said about it
     */
    public static Outcome run(Case row, Device device) throws IOException {
        if (row.script() == null) {
            return new Outcome(row, Verdict.SKIP, row.reason(), 0, List.of());
        }
        String missing = row.asks().stream().filter(ability -> !device.can(ability))
                .map(ability -> Verbs.verb(ability).replace('-', ' ')).sorted()
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            return new Outcome(row, Verdict.SKIP, "the device offers no way to: " + missing, 0, List.of());
        }
        Tester tester = new Tester(device);
        try {
            row.script().run(tester);
            return new Outcome(row, Verdict.PASS, "", tester.nowS(), tester.events());
        } catch (Skip skip) {
            return new Outcome(row, Verdict.SKIP, skip.getMessage(), tester.nowS(), tester.events());
        } catch (Failure failure) {
            tester.remark(failure.getMessage());
            return new Outcome(row, Verdict.FAIL, failure.getMessage(), tester.nowS(), tester.events());
        } finally {
            restore(row, device);
            if (!device.can(Ability.REBOOT)) {
                Setup.cleanUp(tester);
            }
        }
    }

    /** The next case begins with a start of the device, as the cases suppose it to be. */
    private static void restore(Case row, Device device) throws IOException {
        if (row.asks().contains(Ability.IDENTIFIERS)) {
            device.identifiers(Identifiers.EUI64);
        }
        if (row.asks().contains(Ability.SECOND_INTERFACE)) {
            device.secondInterface(null);
        }
    }
}
