package dev.kogame.netstack;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Builds frames as another station would, from the figures of the RFCs and with a checksum of its own: an independent judge, so it
 * uses nothing of the code under test.
 *
 * <pre>{@code
 * byte[] frame = Packet.from("fe80::2").to("ff02::1").hop(255).icmp(135, 0, hex("00000000"), address("fe80::1")).frame();
 * }</pre>
 *
 * Stations are named by the last octet of their Ethernet address: station 2 is 02:00:00:00:00:02.
 */
public final class Packet {

    /** The station under test. */
    public static final int STACK = 1;

    public static final int HOP_BY_HOP = 0;
    public static final int ROUTING = 43;
    public static final int FRAGMENT = 44;
    public static final int NO_NEXT_HEADER = 59;
    public static final int DESTINATION_OPTIONS = 60;
    public static final int ICMPV6 = 58;
    public static final int UDP = 17;

    private record Part(int type, byte[] octets) {}

    private final byte[] source;
    private byte[] destination;
    private int hopLimit = 64;
    private long fromMac = mac(2);
    private long toMac = -1;
    private int trafficClass;
    private int flowLabel;
    private final List<Part> headers = new ArrayList<>();
    private int protocol = NO_NEXT_HEADER;
    private byte[] upper = new byte[0];
    private int checksumAt = -1;
    private int checksumError;

    private Packet(String source) {
        this.source = address(source);
    }

    public static Packet from(String source) {
        return new Packet(source);
    }

    public Packet to(String address) {
        destination = address(address);
        return this;
    }

    public Packet hop(int limit) {
        hopLimit = limit;
        return this;
    }

    /** Sent by a station; by 2 if nothing is said. */
    public Packet by(int station) {
        fromMac = mac(station);
        return this;
    }

    public Packet byMac(long address) {
        fromMac = address;
        return this;
    }

    /** To an Ethernet address; to the stack, or the group of the destination, if nothing is said. */
    public Packet toMac(long address) {
        toMac = address;
        return this;
    }

    /** To a station; a packet to a group goes to the group. */
    public Packet toStation(int station) {
        return (destination[0] & 0xff) == 0xff ? this : toMac(mac(station));
    }

    public Packet trafficClass(int value) {
        trafficClass = value;
        return this;
    }

    public Packet flowLabel(int value) {
        flowLabel = value;
        return this;
    }

    /** Adds an extension header: its octets in hex after the Next Header field, which is filled in. */
    public Packet header(int type, String octetsAfterNextHeader) {
        headers.add(new Part(type, join(new byte[1], hex(octetsAfterNextHeader))));
        return this;
    }

    public Packet icmp(int type, int code, byte[]... body) {
        protocol = ICMPV6;
        upper = join(new byte[] {(byte) type, (byte) code, 0, 0}, join(body));
        checksumAt = 2;
        return this;
    }

    public Packet echo(int identifier, int sequence, byte[] data) {
        return icmp(128, 0, u16(identifier), u16(sequence), data);
    }

    public Packet udp(int sourcePort, int destinationPort, byte[] payload) {
        protocol = UDP;
        upper = join(u16(sourcePort), u16(destinationPort), u16(8 + payload.length), u16(0), payload);
        checksumAt = 6;
        return this;
    }

    /** An upper layer without a checksum. */
    public Packet protocol(int number, byte[] octets) {
        protocol = number;
        upper = octets;
        checksumAt = -1;
        return this;
    }

    /** Makes the checksum wrong by adding to it. */
    public Packet checksumOff(int by) {
        checksumError = by;
        return this;
    }

    /** The Ethernet frame, without padding. */
    public byte[] frame() {
        long to = toMac;
        if (to < 0) {
            to = (destination[0] & 0xff) == 0xff
                    ? 0x3333_0000_0000L | ByteBuffer.wrap(destination).getInt(12) & 0xffff_ffffL
                    : mac(STACK);
        }
        return join(mac48(to), mac48(fromMac), u16(0x86dd), packet());
    }

    private byte[] packet() {
        if (checksumAt >= 0) {
            ByteBuffer.wrap(upper).putShort(checksumAt, (short) 0);
            int sum = slowChecksum(source, destination, protocol, upper);
            if (protocol == UDP && sum == 0) {
                sum = 0xffff;
            }
            ByteBuffer.wrap(upper).putShort(checksumAt, (short) (sum + checksumError));
        }
        byte[] chain = new byte[0];
        for (int i = 0; i < headers.size(); i++) {
            byte[] octets = headers.get(i).octets();
            octets[0] = (byte) (i + 1 < headers.size() ? headers.get(i + 1).type() : protocol);
            chain = join(chain, octets);
        }
        int first = headers.isEmpty() ? protocol : headers.get(0).type();
        return join(u32(6L << 28 | (long) trafficClass << 20 | flowLabel), u16(chain.length + upper.length),
                new byte[] {(byte) first, (byte) hopLimit}, source, destination, chain, upper);
    }

    /** RFC 8200 section 8.1 and RFC 1071, two octets at a time. The checksum field counts as it stands. */
    static int slowChecksum(byte[] source, byte[] destination, int protocol, byte[] upper) {
        byte[] all = join(source, destination, u32(upper.length), u32(protocol), upper, new byte[upper.length % 2]);
        int sum = 0;
        for (int i = 0; i < all.length; i += 2) {
            sum += (all[i] & 0xff) << 8 | all[i + 1] & 0xff;
            if (sum > 0xffff) {
                sum -= 0xffff;
            }
        }
        return ~sum & 0xffff;
    }

    // --- messages -------------------------------------------------------------------------------------------------------

    /** A Neighbor Solicitation of station 2, valid but for what is changed afterwards. */
    public static Packet solicitation(String from, String to, String target, byte[]... options) {
        return from(from).to(to).hop(255).icmp(135, 0, u32(0), address(target), join(options));
    }

    /** A Neighbor Advertisement with flags such as {@code "RSO"}. */
    public static Packet advertisement(String from, String to, String flags, String target, byte[]... options) {
        int bits = (flags.contains("R") ? 0x80 : 0) | (flags.contains("S") ? 0x40 : 0)
                | (flags.contains("O") ? 0x20 : 0);
        return from(from).to(to).hop(255).icmp(136, 0, u32((long) bits << 24), address(target), join(options));
    }

    /** A Router Advertisement to all nodes that says nothing but the router's lifetime and its options. */
    public static Packet routerAdvertisement(String from, int lifetimeS, byte[]... options) {
        return routerAdvertisement(from, 0, lifetimeS, 0, 0, options);
    }

    public static Packet routerAdvertisement(String from, int curHopLimit, int lifetimeS, long reachableMs,
            long retransMs, byte[]... options) {
        return from(from).to("ff02::1").by(10).hop(255).icmp(134, 0, new byte[] {(byte) curHopLimit, 0},
                u16(lifetimeS), u32(reachableMs), u32(retransMs), join(options));
    }

    /** A Router Advertisement with what is named of the flags M and O and the preferences high, low and reserved: {@code "MO low"}. */
    public static Packet routerAdvertisement(String from, String flags, int lifetimeS, byte[]... options) {
        int bits = (flags.contains("M") ? 0x80 : 0) | (flags.contains("O") ? 0x40 : 0) | preference(flags);
        return from(from).to("ff02::1").by(10).hop(255).icmp(134, 0, new byte[] {0, (byte) bits}, u16(lifetimeS),
                u32(0), u32(0), join(options));
    }

    private static int preference(String name) {
        return name.contains("high") ? 0x08 : name.contains("low") ? 0x18 : name.contains("reserved") ? 0x10 : 0;
    }

    /** A Route Information option, as long as the prefix needs. */
    public static byte[] route(String prefix, int length, String preference, long lifetimeS) {
        int octets = length == 0 ? 0 : length <= 64 ? 8 : 16;
        return join(new byte[] {24, (byte) (1 + octets / 8), (byte) length, (byte) preference(preference)},
                u32(lifetimeS), Arrays.copyOf(address(prefix), octets));
    }

    public static byte[] dnsServers(long lifetimeS, String... servers) {
        byte[] addresses = new byte[0];
        for (String server : servers) {
            addresses = join(addresses, address(server));
        }
        return join(new byte[] {25, (byte) (1 + 2 * servers.length), 0, 0}, u32(lifetimeS), addresses);
    }

    public static byte[] dnsSearchList(long lifetimeS, String... domains) {
        byte[] names = new byte[0];
        for (String domain : domains) {
            for (String label : domain.split("\\.")) {
                names = join(names, new byte[] {(byte) label.length()}, label.getBytes(StandardCharsets.US_ASCII));
            }
            names = join(names, new byte[1]);
        }
        names = Arrays.copyOf(names, (names.length + 7) / 8 * 8);
        return join(new byte[] {31, (byte) (1 + names.length / 8), 0, 0}, u32(lifetimeS), names);
    }

    public static byte[] nonce(String sixOctets) {
        return join(new byte[] {14, 1}, hex(sixOctets));
    }

    public static byte[] sourceLinkLayerAddress(int station) {
        return join(new byte[] {1, 1}, mac48(mac(station)));
    }

    public static byte[] targetLinkLayerAddress(int station) {
        return join(new byte[] {2, 1}, mac48(mac(station)));
    }

    public static byte[] prefix(String prefix, int length, String flags, long validS, long preferredS) {
        int bits = (flags.contains("L") ? 0x80 : 0) | (flags.contains("A") ? 0x40 : 0);
        return join(new byte[] {3, 4, (byte) length, (byte) bits}, u32(validS), u32(preferredS), u32(0),
                address(prefix));
    }

    public static byte[] mtu(long value) {
        return join(new byte[] {5, 1, 0, 0}, u32(value));
    }

    // --- octets ---------------------------------------------------------------------------------------------------------

    public static long mac(int station) {
        return 0x0200_0000_0000L | station;
    }

    public static byte[] address(String text) {
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    public static long hi(String text) {
        return ByteBuffer.wrap(address(text)).getLong(0);
    }

    public static long lo(String text) {
        return ByteBuffer.wrap(address(text)).getLong(8);
    }

    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    /** Octets that differ from their neighbors: 0, 1, 2, ... */
    public static byte[] counting(int octets) {
        byte[] b = new byte[octets];
        for (int i = 0; i < octets; i++) {
            b[i] = (byte) i;
        }
        return b;
    }

    public static byte[] u16(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    public static byte[] u32(long value) {
        return ByteBuffer.allocate(4).putInt((int) value).array();
    }

    private static byte[] mac48(long value) {
        return join(u16((int) (value >>> 32)), u32(value));
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
