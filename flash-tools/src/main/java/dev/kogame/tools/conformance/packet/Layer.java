package dev.kogame.tools.conformance.packet;

import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.StringJoiner;

/**
 * One header, message or option, with the fields that are given. A value is a Long, an {@link Address}, octets, or in an expectation
 * also a {@link Check}.
 */
public final class Layer {

    private static final int SHORT_OCTETS = 8;

    private final Kind kind;
    private final Map<Field, Object> values;

    private Layer(Kind kind, Map<Field, Object> values) {
        this.kind = kind;
        this.values = values;
    }

    /** A layer whose fields are all open. */
    public static Layer of(Kind kind) {
        return new Layer(kind, new EnumMap<>(Field.class));
    }

    /** A copy with one field given. */
    public Layer with(Field field, Object value) {
        if (!kind.has(field)) {
            throw new IllegalArgumentException(kind + " has no field " + field.text());
        }
        Map<Field, Object> changed = new EnumMap<>(values.isEmpty() ? Map.of(field, value) : values);
        changed.put(field, value instanceof Integer number ? (Object) (long) number : value);
        return new Layer(kind, changed);
    }

    Layer without(Field field) {
        Map<Field, Object> changed = new EnumMap<>(Field.class);
        changed.putAll(values);
        changed.remove(field);
        return new Layer(kind, changed);
    }

    public Kind kind() {
        return kind;
    }

    /** The value of a field, or null if it is open. */
    public Object get(Field field) {
        return values.get(field);
    }

    long number(Field field, long otherwise) {
        return values.get(field) instanceof Long number ? number : otherwise;
    }

    /** Whether what is given here is found there. */
    boolean matches(Layer actual) {
        return kind == actual.kind && values.entrySet().stream()
                .allMatch(entry -> Check.of(entry.getValue()).passes(actual.values.get(entry.getKey())));
    }

    /** The kind, and the fields that are given and not the default. */
    @Override
    public String toString() {
        StringJoiner out = new StringJoiner(", ");
        for (Kind.Slot slot : kind.slots) {
            Object value = values.get(slot.field());
            boolean dull = value == null || slot.field() == Field.CHECKSUM || slot.field() == Field.PAYLOAD_LENGTH
                    || slot.field() == Field.TYPE && kind != Kind.ICMPV6 || slot.field() == Field.OPTION_LENGTH
                    || slot.field() == Field.OPTION_TYPE && kind != Kind.OPTION || slot.field() == Field.NEXT_HEADER
                    || slot.field() == Field.HEADER_LENGTH || value.equals(slot.byDefault());
            if (!dull) {
                out.add(slot.field().text() + " " + text(slot, value));
            }
        }
        return out.length() == 0 ? kind.toString() : kind + " (" + out + ")";
    }

    private static String text(Kind.Slot slot, Object value) {
        return switch (value) {
            case byte[] octets when octets.length > SHORT_OCTETS ->
                octets.length + " octets " + HexFormat.of().formatHex(octets, 0, SHORT_OCTETS) + "...";
            case byte[] octets -> HexFormat.of().formatHex(octets);
            case Long number when slot.bits() == 48 -> mac(number);
            default -> value.toString();
        };
    }

    static String mac(long address) {
        return HexFormat.ofDelimiter(":").formatHex(new byte[] {(byte) (address >> 40), (byte) (address >> 32),
                (byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address});
    }
}
