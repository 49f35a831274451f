package dev.kogame.tools.interop;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A row of the table: what is asked, and how the answers must read. Where a peer cannot do it the row has a reason, and steps
 * that show it wherever that is possible.
 */
final class Feature {

    /** A line of a {@link Script} and the regular expression its answer matches. */
    record Step(String line, String answer) {}

    /** Why a peer cannot, and what is seen when it tries. */
    private record Inability(String reason, List<Step> steps) {}

    private final String name;
    private final List<Step> steps = new ArrayList<>();
    private final Map<Column, Inability> inabilities = new EnumMap<>(Column.class);

    Feature(String name) {
        this.name = name;
    }

    /** Adds a step. */
    Feature ask(String line, String answer) {
        steps.add(new Step(line, answer));
        return this;
    }

    /** Says that one peer cannot, and what happens instead: pairs of a line and its answer. */
    Feature except(Column column, String reason, String... linesAndAnswers) {
        List<Step> shown = new ArrayList<>();
        for (int i = 0; i < linesAndAnswers.length; i += 2) {
            shown.add(new Step(linesAndAnswers[i], linesAndAnswers[i + 1]));
        }
        inabilities.put(column, new Inability(reason, List.copyOf(shown)));
        return this;
    }

    String name() {
        return name;
    }

    List<Step> steps(Column column) {
        return inabilities.containsKey(column) ? inabilities.get(column).steps() : List.copyOf(steps);
    }

    boolean can(Column column) {
        return !inabilities.containsKey(column);
    }

    /** Why the peer cannot; only where it cannot. */
    String reason(Column column) {
        return inabilities.get(column).reason();
    }
}
