package dev.kogame.tools.conformance.packet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Turns a description into octets, the last layer first, since a layer's lengths and checksum depend on what follows. */
final class Builder {

    private static final int DHCPV6_OPTION_HEAD_OCTETS = 4;

    private final List<Layer> layers;
    private final int upperOctets;
    private final boolean wrongChecksum;

    Builder(List<Layer> layers, int upperOctets, boolean wrongChecksum) {
        this.layers = layers;
        this.upperOctets = upperOctets;
        this.wrongChecksum = wrongChecksum;
    }

    byte[] build() {
        byte[] octets = new byte[0];
        for (int i = layers.size() - 1; i >= 0; i--) {
            octets = prepend(i, octets);
        }
        return octets;
    }

    private byte[] prepend(int index, byte[] after) {
        Layer layer = layers.get(index);
        Kind kind = layer.kind();
        int variable = kind.slots.getLast().bits() == 0 && layer.get(kind.slots.getLast().field()) instanceof byte[] b
                ? b.length
                : 0;
        byte[] own = new byte[fixedOctets(kind) + variable];
        BitWriter out = new BitWriter(own);
        for (Kind.Slot slot : kind.slots) {
            Object value = layer.get(slot.field());
            out.put(slot.bits(), value != null ? value : filled(slot, index, own.length, after.length));
        }
        byte[] octets = Octets.join(own, after);
        boolean upper = kind.role == Kind.Role.ICMPV6 || kind.role == Kind.Role.UPPER;
        if (upper && upperOctets >= 0) {
            octets = Arrays.copyOf(octets, upperOctets);
        }
        if (upper && layer.get(Field.CHECKSUM) == null) {
            seal(kind, octets);
        }
        return octets;
    }

    static int fixedOctets(Kind kind) {
        return kind.slots.stream().mapToInt(Kind.Slot::bits).sum() / Byte.SIZE;
    }

    private Object filled(Kind.Slot slot, int index, int own, int after) {
        return switch (slot.field()) {
            case NEXT_HEADER -> (long) nextHeader(index);
            case HEADER_LENGTH, OPTION_LENGTH ->
                slot.field() == Field.OPTION_LENGTH ? (long) (own + 7) / 8 : (long) own / 8 - 1;
            case PAYLOAD_LENGTH -> (long) after;
            case LENGTH -> (long) own + after;
            case OPTION_LEN -> (long) own - DHCPV6_OPTION_HEAD_OCTETS;
            case RECORDS -> (long) layers.size() - index - 1;
            case SOURCES -> (long) (own - 20) / 16;
            case ETHERNET_DESTINATION -> {
                Address to = ip().get(Field.DESTINATION) instanceof Address address ? address : Address.UNSPECIFIED;
                yield to.isMulticast() ? to.groupMac() : slot.byDefault();
            }
            default -> slot.bits() == 128 ? Address.UNSPECIFIED : slot.bits() == 0 ? new byte[0] : slot.byDefault();
        };
    }

    private int nextHeader(int index) {
        return index + 1 < layers.size() ? layers.get(index + 1).kind().protocol() : Kind.NO_NEXT_HEADER;
    }

    private Layer ip() {
        return layers.stream().filter(layer -> layer.kind() == Kind.IPV6).findFirst().orElseThrow();
    }

    private void seal(Kind kind, byte[] upper) {
        int at = kind == Kind.UDP ? 6 : 2;
        if (upper.length < at + 2) {
            return;
        }
        int sum = Octets.checksum(octets(ip().get(Field.SOURCE)), octets(ip().get(Field.DESTINATION)), kind.protocol(),
                upper);
        if (kind == Kind.UDP && sum == 0) {
            sum = 0xffff;
        }
        ByteBuffer.wrap(upper).putShort(at, (short) (wrongChecksum ? sum ^ 0x5555 : sum));
    }

    private static byte[] octets(Object address) {
        return (address instanceof Address given ? given : Address.UNSPECIFIED).octets();
    }

    /** Writes fields of any number of bits. */
    private static final class BitWriter {
        private final byte[] octets;
        private int bit;

        BitWriter(byte[] octets) {
            this.octets = octets;
        }

        void put(int bits, Object value) {
            switch (value) {
                case Address address -> {
                    put(64, address.hi());
                    put(64, address.lo());
                }
                case byte[] rest -> {
                    System.arraycopy(rest, 0, octets, bit / Byte.SIZE, rest.length);
                    bit += rest.length * Byte.SIZE;
                }
                case Long number -> {
                    for (int i = bits - 1; i >= 0; i--, bit++) {
                        octets[bit / Byte.SIZE] |= (byte) ((number >>> i & 1) << 7 - bit % Byte.SIZE);
                    }
                }
                default -> throw new IllegalArgumentException("'" + value + "' can be expected, but not sent");
            }
        }
    }
}
