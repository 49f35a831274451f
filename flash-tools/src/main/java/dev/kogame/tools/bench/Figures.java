package dev.kogame.tools.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Numbers by name, in the order in which they were measured, each as it is written and shown. */
final class Figures {

    private final Map<String, BigDecimal> values = new LinkedHashMap<>();

    void put(String key, long value) {
        values.put(key, BigDecimal.valueOf(value));
    }

    /** Rounded half up to so many decimals. */
    void put(String key, double value, int decimals) {
        values.put(key, BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP));
    }

    /** A number as a person reads it. */
    String text(String key) {
        BigDecimal value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no figure " + key + " was measured");
        }
        return value.toPlainString();
    }

    /** One JSON object (RFC 8259) of numbers. The names are letters, digits and dots, so nothing needs escaping. */
    String json() {
        return values.entrySet().stream().map(figure -> "  \"" + figure.getKey() + "\": " + text(figure.getKey()))
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }
}
