package dev.kogame.tools.conformance.packet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Reads the layers of a frame. Total: what is too short or unknown becomes {@link Kind#RAW}. */
final class Parser {

    private static final int ETHERTYPE_IPV6 = 0x86dd;
    /** Of clients, and of servers. */
    private static final Set<Integer> DHCPV6_PORTS = Set.of(546, 547);

    private final byte[] frame;
    private final List<Layer> layers = new ArrayList<>();
    private int at;
    private int end;

    Parser(byte[] frame) {
        this.frame = frame;
        end = frame.length;
    }

    Packet parse() {
        if (take(Kind.ETHERNET, 0) && number(Field.ETHERTYPE) == ETHERTYPE_IPV6 && take(Kind.IPV6, 0)) {
            end = (int) Math.min(end, at + number(Field.PAYLOAD_LENGTH));
            chain();
        }
        if (at < end) {
            take(Kind.RAW, end - at);
        }
        return Packet.of(layers);
    }

    private long number(Field field) {
        return layers.getLast().number(field, 0);
    }

    private void chain() {
        while (true) {
            int next = (int) number(Field.NEXT_HEADER);
            if (next == Kind.ICMPV6_PROTOCOL) {
                icmp();
                return;
            }
            Kind kind = Kind.of(Kind.Role.EXTENSION, next, null);
            if (kind == null) {
                if (next == Kind.UDP.number) {
                    udp();
                }
                return;
            }
            int octets = kind == Kind.FRAGMENT ? 8 : at + 1 < end ? 8 * (frame[at + 1] & 0xff) + 8 : 0;
            if (!take(kind, octets - Builder.fixedOctets(kind))) {
                return;
            }
            if (kind == Kind.FRAGMENT && (number(Field.FRAGMENT_OFFSET) != 0 || number(Field.MORE_FRAGMENTS) != 0)) {
                return;
            }
        }
    }

    private void udp() {
        int fixed = Builder.fixedOctets(Kind.UDP);
        int ports = at + fixed > end ? 0 : ByteBuffer.wrap(frame, at, end - at).getInt();
        if (!DHCPV6_PORTS.contains(ports >>> 16) && !DHCPV6_PORTS.contains(ports & 0xffff)) {
            take(Kind.UDP, Math.max(0, end - at - fixed));
            return;
        }
        take(Kind.UDP, 0);
        if (at < end && take(Kind.of(Kind.Role.DHCPV6, frame[at] & 0xff, Kind.DHCPV6), 0)) {
            dhcp6Options();
        }
    }

    /** Reads options of DHCPv6 as long as they fit into what holds them. */
    private void dhcp6Options() {
        while (at + 4 <= end) {
            Kind option = Kind.of(Kind.Role.DHCPV6_OPTION, (frame[at] & 0xff) << 8 | frame[at + 1] & 0xff,
                    Kind.DHCPV6_OPTION);
            int octets = 4 + ((frame[at + 2] & 0xff) << 8 | frame[at + 3] & 0xff);
            boolean open = option.slots.getLast().bits() == 0;
            if (open ? octets < Builder.fixedOctets(option) : octets != Builder.fixedOctets(option)) {
                option = Kind.DHCPV6_OPTION;
            }
            if (!take(option, octets - Builder.fixedOctets(option))) {
                return;
            }
        }
    }

    /** Options of DHCPv6, and what is left of the octets behind them. */
    static List<Layer> dhcp6Options(byte[] octets) {
        Parser parser = new Parser(octets);
        parser.dhcp6Options();
        if (parser.at < parser.end) {
            parser.take(Kind.RAW, parser.end - parser.at);
        }
        return List.copyOf(parser.layers);
    }

    private void icmp() {
        if (at >= end) {
            return;
        }
        Kind kind = Kind.of(Kind.Role.ICMPV6, frame[at] & 0xff, Kind.ICMPV6);
        boolean rest = kind.slots.getLast().bits() == 0;
        if (!take(kind, rest ? Math.max(0, end - at - Builder.fixedOctets(kind)) : 0)) {
            return;
        }
        if (kind.isNeighborDiscovery()) {
            while (at + 2 <= end && frame[at + 1] != 0) {
                Kind option = Kind.of(Kind.Role.OPTION, frame[at] & 0xff, Kind.OPTION);
                int octets = 8 * (frame[at + 1] & 0xff);
                boolean open = option.slots.getLast().bits() == 0;
                if (!open && octets != Builder.fixedOctets(option)) {
                    option = Kind.OPTION;
                }
                if (!take(option, octets - Builder.fixedOctets(option))) {
                    return;
                }
            }
        } else if (kind == Kind.MLDV2_REPORT) {
            while (at + 4 <= end && take(Kind.MULTICAST_ADDRESS_RECORD,
                    16 * ((frame[at + 2] & 0xff) << 8 | frame[at + 3] & 0xff) + 4 * (frame[at + 1] & 0xff))) {
                // The next record.
            }
        }
    }

    /** Reads a layer of fixed fields and so many octets more, or nothing if it does not fit. */
    private boolean take(Kind kind, int variable) {
        int octets = Builder.fixedOctets(kind) + variable;
        if (variable < 0 || at + octets > end) {
            return false;
        }
        Object[] values = new Object[kind.slots.size()];
        int bit = at * Byte.SIZE;
        for (int i = 0; i < values.length; i++) {
            int bits = kind.slots.get(i).bits();
            values[i] = value(bits, bit, at + octets);
            bit += bits;
        }
        layers.add(Layer.of(kind, values));
        at += octets;
        return true;
    }

    private Object value(int bits, int bit, int layerEnd) {
        if (bits == 0) {
            return Arrays.copyOfRange(frame, bit / Byte.SIZE, layerEnd);
        }
        if (bits == 128) {
            return Address.of(ByteBuffer.wrap(frame, bit / Byte.SIZE, 16));
        }
        long number = 0;
        for (int i = bit; i < bit + bits; i++) {
            number = number << 1 | frame[i / Byte.SIZE] >> 7 - i % Byte.SIZE & 1;
        }
        return number;
    }
}
