package dev.kogame.tools.conformance.packet;

import java.util.HexFormat;
import java.util.StringJoiner;

/**
 * One header, message or option, with the fields that are given. A value is a Long, an {@link Address}, octets, or in an expectation
 * also a {@link Check}.
 */
public final class Layer {

    private static final int SHORT_OCTETS = 8;

    private final Kind kind;
    /** In order of the kind's fields; null is open. */
    private final Object[] values;

    private Layer(Kind kind, Object[] values) {
        this.kind = kind;
        this.values = values;
    }

    /** A layer whose fields are all open. */
    public static Layer of(Kind kind) {
        return new Layer(kind, new Object[kind.slots.size()]);
    }

    /** A layer with a value for each field, in order of the wire. */
    static Layer of(Kind kind, Object[] values) {
        return new Layer(kind, values);
    }

    /** A copy with one field given. */
    public Layer with(Field field, Object value) {
        return changed(field, value instanceof Integer number ? (Object) (long) number : value);
    }

    Layer without(Field field) {
        return changed(field, null);
    }

    private Layer changed(Field field, Object value) {
        int index = kind.index(field);
        if (index < 0) {
            throw new IllegalArgumentException(kind + " has no field " + field.text());
        }
        Object[] changed = values.clone();
        changed[index] = value;
        return new Layer(kind, changed);
    }

    public Kind kind() {
        return kind;
    }

    /** The value of a field, or null if it is open or there is no such field. */
    public Object get(Field field) {
        int index = kind.index(field);
        return index < 0 ? null : values[index];
    }

    long number(Field field, long otherwise) {
        return get(field) instanceof Long number ? number : otherwise;
    }

    /** Whether what is given here is found there. */
    boolean matches(Layer actual) {
        if (kind != actual.kind) {
            return false;
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null && !Check.of(values[i]).passes(actual.values[i])) {
                return false;
            }
        }
        return true;
    }

    /** The kind, and the fields that are given and not the default. */
    @Override
    public String toString() {
        StringJoiner out = new StringJoiner(", ");
        for (Kind.Slot slot : kind.slots) {
            Object value = get(slot.field());
            boolean dull = value == null || slot.field() == Field.CHECKSUM || slot.field() == Field.PAYLOAD_LENGTH
                    || slot.field() == Field.TYPE && kind != Kind.ICMPV6
                    || slot.field() == Field.MSG_TYPE && kind != Kind.DHCPV6 || slot.field() == Field.OPTION_LEN
                    || slot.field() == Field.OPTION_CODE && kind != Kind.DHCPV6_OPTION
                    || slot.field() == Field.OPTION_LENGTH
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
            case byte[] octets when slot.field() == Field.IA_OPTIONS || slot.field() == Field.IAADDR_OPTIONS ->
                Dhcp6Options.read(octets).toString();
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
