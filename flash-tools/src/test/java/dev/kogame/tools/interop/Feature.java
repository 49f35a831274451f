package dev.kogame.tools.interop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A row of the table: what is asked, and how the answers must read. With some peers it goes another way; where a peer cannot do it,
 * that way shows what happens instead, and there is a reason.
 */
final class Feature {

    /** A line of a {@link Script} and the regular expression its answer matches. */
    record Step(String line, String answer) {}

    private final String name;
    private final List<Step> steps = new ArrayList<>();
    private final Map<Column, List<Step>> otherWays = new EnumMap<>(Column.class);
    private final Map<Column, String> reasons = new EnumMap<>(Column.class);

    Feature(String name) {
        this.name = name;
    }

    /** Adds a step. */
    Feature ask(String line, String answer) {
        steps.add(new Step(line, answer));
        return this;
    }

    /** Says that it goes another way in some columns. */
    Feature instead(List<Column> columns, Step... way) {
        columns.forEach(column -> otherWays.put(column, List.of(way)));
        return this;
    }

    /** Says that it cannot be done in a column, why, and what happens instead. */
    Feature except(Column column, String reason, Step... shown) {
        reasons.put(column, reason);
        return instead(List.of(column), shown);
    }

    String name() {
        return name;
    }

    List<Step> steps(Column column) {
        return otherWays.getOrDefault(column, List.copyOf(steps));
    }

    boolean can(Column column) {
        return !reasons.containsKey(column);
    }

    /** Why the peer cannot; only where it cannot. */
    String reason(Column column) {
        return reasons.get(column);
    }

    /** The columns of one of the two directions. */
    static List<Column> columns(boolean ourServer) {
        return Arrays.stream(Column.values()).filter(column -> column.ourServer() == ourServer).toList();
    }
}
