package dev.kogame.tools.conformance.fault;

import java.io.IOException;
import java.util.function.Function;

import dev.kogame.tools.conformance.cases.Cases;
import dev.kogame.tools.conformance.device.StackDevice;
import dev.kogame.tools.conformance.script.Case;
import dev.kogame.tools.conformance.script.Outcome;
import dev.kogame.tools.conformance.script.Runner;

/**
 * Runs a case by its id and answers the verdict and the reason. A {@link ChangedStack} loads it anew beside the stack it runs, so that
 * those who made the loader need no class of it.
 */
public final class CaseRun implements Function<String, String> {

    @Override
    public String apply(String id) {
        Case row = Cases.all().stream().filter(each -> each.id().equals(id)).findFirst()
                .orElseThrow(() -> new AssertionError("there is no case " + id));
        try {
            Outcome outcome = Runner.run(row, new StackDevice());
            return outcome.verdict() + " " + outcome.reason();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
