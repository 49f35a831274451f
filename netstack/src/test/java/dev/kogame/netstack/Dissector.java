package dev.kogame.netstack;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Says what a frame of the stack is in one line, and refuses what no frame of ours may be: a wrong checksum or length, another source
 * address than the port's, a group at another Ethernet address than its own, neighbor discovery with a hop limit other than 255.
 *
 * <pre>
 * NS :: &gt; ff02::1:ff00:1 hop 255 target fe80::1
 * NA fe80::1 &gt; fe80::2 hop 255 target fe80::1 SO tlla 01
 * RS fe80::1 &gt; ff02::2 hop 255 slla 01
 * report :: &gt; ff02::16 hop 1 to-ex ff02::1:ff00:1
 * echo reply fe80::1 &gt; fe80::2 hop 64 data 8
 * error 4/2 fe80::1 &gt; fe80::2 hop 64 pointer 42 quoting 64
 * UDP fe80::1 5683 &gt; fe80::2 40000 hop 64 data 3
 * fragment of 58 fe80::1 &gt; fe80::2 hop 64 at 0 octets 1232 more
 * </pre>
 *
 * Uses nothing of the code under test.
 */
final class Dissector {

    private static final int IP = 14;

    private Dissector() {
    }

    static String line(byte[] frame, long sourceMac) {
        ByteBuffer b = ByteBuffer.wrap(frame);
        require(frame.length >= IP + 40 && frame.length <= 1514, "length " + frame.length, frame);
        require((b.getLong(4) & 0xffff_ffff_ffffL) == sourceMac, "source Ethernet address", frame);
        require((b.getShort(12) & 0xffff) == 0x86dd && frame[IP] >>> 4 == 6, "IPv6", frame);
        require(IP + 40 + (b.getShort(IP + 4) & 0xffff) == frame.length, "payload length", frame);
        byte[] source = Arrays.copyOfRange(frame, IP + 8, IP + 24);
        byte[] destination = Arrays.copyOfRange(frame, IP + 24, IP + 40);
        require(source[0] != (byte) 0xff, "a group as source", frame);
        if (destination[0] == (byte) 0xff) {
            require((b.getShort(0) & 0xffff) == 0x3333 && b.getInt(2) == b.getInt(IP + 36), "group address", frame);
        } else {
            require((frame[0] & 1) == 0, "unicast to a group's Ethernet address", frame);
        }
        int protocol = frame[IP + 6] & 0xff;
        int at = IP + 40;
        if (protocol == Packet.HOP_BY_HOP) {
            // Only MLD sends one: next header, length 0, router alert with value 0, two octets of padding.
            require(HexFormat.of().formatHex(frame, at, at + 8).equals("3a00050200000100"), "router alert", frame);
            protocol = frame[at] & 0xff;
            at += 8;
        }
        if (protocol == Packet.FRAGMENT) {
            return fragment(frame, at, text(source) + " > " + text(destination) + " hop " + (frame[IP + 7] & 0xff));
        }
        byte[] upper = Arrays.copyOfRange(frame, at, frame.length);
        require(Packet.slowChecksum(source, destination, protocol, upper) == 0, "checksum", frame);
        String ends = text(source) + " > " + text(destination) + " hop " + (frame[IP + 7] & 0xff);
        if (protocol == Packet.UDP) {
            ByteBuffer udp = ByteBuffer.wrap(upper);
            require((udp.getShort(4) & 0xffff) == upper.length && udp.getShort(6) != 0, "UDP length or checksum",
                    frame);
            return "UDP " + text(source) + " " + (udp.getShort(0) & 0xffff) + " > " + text(destination) + " "
                    + (udp.getShort(2) & 0xffff) + " hop " + (frame[IP + 7] & 0xff) + " data " + (upper.length - 8);
        }
        require(protocol == Packet.ICMPV6, "protocol " + protocol, frame);
        int type = upper[0] & 0xff;
        require(type < 133 || type > 137 || frame[IP + 7] == (byte) 255 && upper[1] == 0, "hop limit or code", frame);
        return icmp(upper, type, ends);
    }

    /** What it is a fragment of has its checksum looked at where it is put together: {@link Fragments#join}. */
    private static String fragment(byte[] frame, int at, String ends) {
        ByteBuffer b = ByteBuffer.wrap(frame);
        int field = b.getShort(at + 2) & 0xffff;
        boolean more = (field & 1) != 0;
        int octets = frame.length - at - 8;
        require(frame[at + 1] == 0 && (field & 6) == 0, "reserved bits", frame);
        require(octets > 0 && (!more || octets % 8 == 0), "length of a fragment", frame);
        require(more || field >> 3 > 0, "a fragment that is the whole packet", frame);
        return "fragment of " + (frame[at] & 0xff) + " " + ends + " at " + (field & 0xfff8) + " octets " + octets
                + (more ? " more" : "");
    }

    private static String icmp(byte[] upper, int type, String ends) {
        ByteBuffer b = ByteBuffer.wrap(upper);
        return switch (type) {
            case 1, 3, 4 -> "error " + type + "/" + upper[1] + " " + ends
                    + (type == 4 ? " pointer " + b.getInt(4) : "") + " quoting " + (upper.length - 8);
            case 128 -> "echo request " + ends + " data " + (upper.length - 8);
            case 129 -> "echo reply " + ends + " data " + (upper.length - 8);
            case 133 -> "RS " + ends + options(upper, 8);
            case 134 -> "RA " + ends + " lifetime " + (b.getShort(6) & 0xffff) + options(upper, 16);
            case 135 -> "NS " + ends + " target " + text(Arrays.copyOfRange(upper, 8, 24)) + options(upper, 24);
            case 136 -> "NA " + ends + " target " + text(Arrays.copyOfRange(upper, 8, 24)) + flags(upper[4])
                    + options(upper, 24);
            case 131 -> "report v1 " + ends + " " + text(Arrays.copyOfRange(upper, 8, 24));
            case 132 -> "done " + ends + " " + text(Arrays.copyOfRange(upper, 8, 24));
            case 143 -> "report " + ends + records(upper);
            default -> "type " + type + " " + ends;
        };
    }

    private static String flags(int bits) {
        String flags = ((bits & 0x80) != 0 ? "R" : "") + ((bits & 0x40) != 0 ? "S" : "")
                + ((bits & 0x20) != 0 ? "O" : "");
        return flags.isEmpty() ? "" : " " + flags;
    }

    private static String options(byte[] upper, int from) {
        StringBuilder out = new StringBuilder();
        for (int at = from; at < upper.length; at += 8 * upper[at + 1]) {
            out.append(switch (upper[at]) {
                case 1 -> " slla " + station(upper, at + 2);
                case 2 -> " tlla " + station(upper, at + 2);
                case 3 -> " prefix " + text(Arrays.copyOfRange(upper, at + 16, at + 32)) + "/" + upper[at + 2];
                case 14 -> " nonce";
                case 5 -> " mtu " + ByteBuffer.wrap(upper).getInt(at + 4);
                default -> " option " + upper[at];
            });
        }
        return out.toString();
    }

    private static String records(byte[] upper) {
        StringBuilder out = new StringBuilder();
        int at = 8;
        for (int left = ByteBuffer.wrap(upper).getShort(6); left > 0; left--) {
            String[] types = {"?", "is-in", "is-ex", "to-in", "to-ex"};
            out.append(' ').append(types[upper[at]]).append(' ')
                    .append(text(Arrays.copyOfRange(upper, at + 4, at + 20)));
            int sources = ByteBuffer.wrap(upper).getShort(at + 2);
            at += 20;
            for (; sources > 0; sources--) {
                out.append(" from ").append(text(Arrays.copyOfRange(upper, at, at + 16)));
                at += 16;
            }
        }
        if (at != upper.length) {
            throw new AssertionError("records do not fill the report: " + HexFormat.of().formatHex(upper));
        }
        return out.toString();
    }

    private static String station(byte[] b, int at) {
        String digits = HexFormat.of().formatHex(b, at, at + 6);
        return digits.startsWith("0200000000") ? digits.substring(10) : digits;
    }

    /** RFC 5952, by its own short way: the longest run of zero fields, the first of equal ones, at least two. */
    static String text(byte[] address) {
        String[] fields = new String[8];
        for (int i = 0; i < 8; i++) {
            fields[i] = Integer.toHexString(ByteBuffer.wrap(address).getShort(2 * i) & 0xffff);
        }
        for (int length = 8; length > 1; length--) {
            for (int at = 0; at + length <= 8; at++) {
                if (Arrays.stream(fields, at, at + length).allMatch("0"::equals)) {
                    return String.join(":", Arrays.asList(fields).subList(0, at)) + "::"
                            + String.join(":", Arrays.asList(fields).subList(at + length, 8));
                }
            }
        }
        return String.join(":", fields);
    }

    private static void require(boolean holds, String what, byte[] frame) {
        if (!holds) {
            throw new AssertionError(what + " of a frame sent: " + HexFormat.of().formatHex(frame));
        }
    }
}
