package dev.kogame.tools.conformance.report;

import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import dev.kogame.tools.conformance.script.Outcome;
import dev.kogame.tools.conformance.script.Outcome.Verdict;

/** A line for each case on a terminal, a second one that says why it failed or was not run, and the sums. */
public final class Table implements Report {

    private static final int TITLE_COLUMNS = 70;

    private final PrintWriter out;
    private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);

    public Table(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void ended(Outcome outcome) {
        counts.merge(outcome.verdict(), 1, Integer::sum);
        String title = outcome.row().title();
        out.printf(Locale.ROOT, "%s  %-10s %-" + TITLE_COLUMNS + "s %9.1f s%n", outcome.verdict(), outcome.row().id(),
                title.length() > TITLE_COLUMNS ? title.substring(0, TITLE_COLUMNS - 3) + "..." : title,
                outcome.seconds());
        if (!outcome.reason().isEmpty()) {
            out.println("      " + outcome.reason());
        }
        out.flush();
    }

    public int count(Verdict verdict) {
        return counts.getOrDefault(verdict, 0);
    }

    @Override
    public void ended() {
        out.printf("%d cases: %d passed, %d failed, %d not run%n", counts.values().stream().mapToInt(n -> n).sum(),
                count(Verdict.PASS), count(Verdict.FAIL), count(Verdict.SKIP));
        out.flush();
    }
}
