package dev.kogame.tools.interop;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.function.Executable;

/** The table of features and peers, made of what ran: a cell says yes when all its runs did what they had to. */
final class Table {

    private static final String YES = "yes";
    private static final String FAILED = "FAILED";

    private final Map<String, Map<Column, String>> rows = new LinkedHashMap<>();
    private final List<String> reasons = new ArrayList<>();

    /** Does what a run did for a feature, and notes how it ended. */
    void enter(Run run, Feature feature, Executable check) throws Throwable {
        Map<Column, String> row = rows.computeIfAbsent(feature.name(), _ -> new EnumMap<>(Column.class));
        String before = row.put(run.column(), FAILED);
        check.execute();
        if (!FAILED.equals(before)) {
            row.put(run.column(), feature.can(run.column()) ? YES : "no (" + note(feature, run.column()) + ")");
        }
    }

    private int note(Feature feature, Column column) {
        String reason = feature.reason(column);
        if (!reasons.contains(reason)) {
            reasons.add(reason);
        }
        return reasons.indexOf(reason) + 1;
    }

    /** In Markdown. */
    @Override
    public String toString() {
        StringBuilder page = new StringBuilder("| Feature |");
        for (Column column : Column.values()) {
            page.append(' ').append(column.title()).append(" |");
        }
        page.append("\n|---|").append("---|".repeat(Column.values().length)).append('\n');
        rows.forEach((feature, row) -> {
            page.append("| ").append(feature).append(" |");
            for (Column column : Column.values()) {
                page.append(' ').append(row.getOrDefault(column, "not run")).append(" |");
            }
            page.append('\n');
        });
        page.append(reasons.isEmpty() ? "" : "\n");
        for (int i = 0; i < reasons.size(); i++) {
            page.append(i + 1).append(". ").append(reasons.get(i)).append('\n');
        }
        return page.toString();
    }
}
