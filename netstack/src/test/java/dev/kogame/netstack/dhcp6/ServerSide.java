package dev.kogame.netstack.dhcp6;

import static dev.kogame.netstack.Packet.hex;
import static dev.kogame.netstack.Packet.join;
import static dev.kogame.netstack.Packet.u16;
import static dev.kogame.netstack.Packet.u32;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig;

/**
 * The router and the DHCPv6 server at the other end of a {@link Lab}, in the hands of a test. It reads and builds messages by itself and
 * uses nothing of the code under test.
 */
final class ServerSide {

    static final int SOLICIT = 1;
    static final int ADVERTISE = 2;
    static final int REQUEST = 3;
    static final int CONFIRM = 4;
    static final int RENEW = 5;
    static final int REBIND = 6;
    static final int REPLY = 7;
    static final int RELEASE = 8;
    static final int DECLINE = 9;
    static final int INFORMATION_REQUEST = 11;

    static final String ALL_SERVERS = "ff020000000000000000000000010002";
    static final String SERVER = "0003000102000000aaaa";
    static final String OTHER_SERVER = "0002000000090cc084d303000912";
    /** A DUID-LL of the stack's first port. */
    static final String CLIENT = "00030001020000000001";
    static final String LEASED = "2001:db8::1000";

    /** A message of the client, and whom it is to, in hex. */
    record Message(long atNs, int type, int xid, byte[] options, String to) {

        /** The data of the first option with a code, in hex, or null. */
        String option(int code) {
            return find(options, code);
        }

        List<Integer> codes() {
            List<Integer> codes = new ArrayList<>();
            for (int at = 0; at < options.length; at += 4 + length(options, at)) {
                codes.add(ByteBuffer.wrap(options).getShort(at) & 0xffff);
            }
            return codes;
        }

        /** The addresses in its IA_NA, in hex with their lifetimes. */
        String addresses() {
            return find(Arrays.copyOfRange(hex(option(3)), 12, hex(option(3)).length), 5);
        }

        int elapsed() {
            return Integer.parseInt(option(8), 16);
        }

        private static String find(byte[] b, int code) {
            for (int at = 0; at < b.length; at += 4 + length(b, at)) {
                if ((ByteBuffer.wrap(b).getShort(at) & 0xffff) == code) {
                    return HexFormat.of().formatHex(b, at + 4, at + 4 + length(b, at));
                }
            }
            return null;
        }

        private static int length(byte[] b, int at) {
            return ByteBuffer.wrap(b).getShort(at + 2) & 0xffff;
        }
    }

    final Lab lab;
    private final Deque<Message> messages = new ArrayDeque<>();
    private int port;
    private String alone = "";
    private String aloneText;

    ServerSide() {
        this(config -> config);
    }

    ServerSide(UnaryOperator<StackConfig> change) {
        this(Lab.ready(change));
    }

    ServerSide(Lab lab) {
        this.lab = lab;
    }

    ServerSide on(int index) {
        port = index;
        lab.on(index);
        return this;
    }

    /** Messages to this address are messages to the server. Answers the address in hex. */
    String spokenToAt(String address) {
        aloneText = address;
        alone = HexFormat.of().formatHex(Packet.address(address));
        return alone;
    }

    /** A router sets flags. */
    ServerSide flags(String flags) {
        lab.send(Packet.routerAdvertisement("fe80::a", flags, 0));
        return this;
    }

    /** The next message of the client within some time, or null; time has passed until then. */
    Message await(long withinNs) {
        long endNs = lab.nowNs() + withinNs;
        while (true) {
            collect();
            if (!messages.isEmpty()) {
                return messages.poll();
            }
            long next = lab.stack().nextDeadlineNs();
            if (next > endNs) {
                lab.at(endNs);
                return null;
            }
            lab.at(next);
        }
    }

    Message await(int type) {
        Message next = await(Lab.s(2));
        if (next == null || next.type() != type) {
            throw new AssertionError("expected a message of type " + type + " within two seconds, but " + next);
        }
        return next;
    }

    private void collect() {
        List<Long> times = lab.times();
        List<byte[]> frames = lab.takenFrames();
        for (int i = 0; i < frames.size(); i++) {
            byte[] f = frames.get(i);
            ByteBuffer b = ByteBuffer.wrap(f);
            if (f[20] == 17 && b.getShort(54) == 546) {
                // D.1.1.2.A, D.1.1.2.B: from a link-local address to ff02::1:2, port 547.
                String to = HexFormat.of().formatHex(f, 38, 54);
                boolean toAll = to.equals(ALL_SERVERS) && HexFormat.of().formatHex(f, 22, 24).equals("fe80");
                if (b.getShort(56) != 547 || !toAll && !to.equals(alone)) {
                    throw new AssertionError("not a message to all servers: " + HexFormat.of().formatHex(f));
                }
                messages.add(new Message(times.get(i), f[62], b.getInt(62) & 0xff_ffff,
                        Arrays.copyOfRange(f, 66, f.length), to));
            }
        }
        // A neighbor that is asked for answers.
        if (frames.stream().anyMatch(f -> f[20] == 58 && f[54] == (byte) 135
                && HexFormat.of().formatHex(f, 62, 78).equals(alone))) {
            lab.send(Packet.advertisement(aloneText, Lab.OWN, "SO", aloneText, Packet.targetLinkLayerAddress(5)).by(5));
            collect();
        }
    }

    /** A server sends a message now: with the identifiers of both, and options. */
    ServerSide say(int type, int xid, byte[]... options) {
        return sayBare(type, xid, id(2, SERVER), id(1, CLIENT), join(options));
    }

    ServerSide sayBare(int type, int xid, byte[]... options) {
        lab.send(message(type, xid, options));
        return this;
    }

    Packet message(int type, int xid, byte[]... options) {
        return Packet.from("fe80::5").to("fe80::ff:fe00:" + (port == 0 ? "1" : "101"))
                .toMac(Packet.mac(Packet.STACK + 256 * port)).by(5)
                .udp(547, 546, join(u32((long) type << 24 | xid), join(options)));
    }

    /** Goes from the flag to a lease of an address, and past duplicate address detection. */
    ServerSide leased(long t1, long t2, long preferred, long valid, byte[]... more) {
        flags("M");
        Message solicit = await(SOLICIT);
        say(ADVERTISE, solicit.xid(), ia(t1, t2, address(LEASED, preferred, valid)));
        Message request = await(REQUEST);
        say(REPLY, request.xid(), ia(t1, t2, address(LEASED, preferred, valid)), join(more));
        lab.after(Lab.s(2)).forget();
        return this;
    }

    /** Whether the stack answers for an address: a neighbor asks for it. */
    boolean answersFor(String address) {
        collect();
        byte[] low = Packet.address(address);
        String group = "ff02::1:ff" + HexFormat.of().formatHex(low, 13, 14) + ":"
                + HexFormat.of().formatHex(low, 14, 16);
        lab.send(Packet.solicitation("fe80::5", group, address, Packet.sourceLinkLayerAddress(5)).by(5));
        return lab.taken().stream().anyMatch(line -> line.startsWith("NA " + address));
    }

    /** Another station defends an address that is being checked. */
    ServerSide defend(String address) {
        lab.send(Packet.advertisement("fe80::66", "ff02::1", "O", address, Packet.targetLinkLayerAddress(0x66))
                .by(0x66));
        return this;
    }

    // --- options --------------------------------------------------------------------------------------------------------

    static byte[] option(int code, byte[]... data) {
        byte[] all = join(data);
        return join(u16(code), u16(all.length), all);
    }

    static byte[] id(int code, String duid) {
        return option(code, hex(duid));
    }

    static byte[] ia(long t1, long t2, byte[]... options) {
        return option(3, u32(1), u32(t1), u32(t2), join(options));
    }

    static byte[] address(String address, long preferred, long valid, byte[]... options) {
        return option(5, Packet.address(address), u32(preferred), u32(valid), join(options));
    }

    static byte[] status(int code) {
        return option(13, u16(code), "so it is".getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] unicast(String address) {
        return option(12, Packet.address(address));
    }

    static byte[] preference(int value) {
        return option(7, new byte[] {(byte) value});
    }

    static byte[] rapidCommit() {
        return option(14);
    }

    static byte[] seconds(int code, long value) {
        return option(code, u32(value));
    }

    static byte[] dns(String... servers) {
        byte[] all = new byte[0];
        for (String server : servers) {
            all = join(all, Packet.address(server));
        }
        return option(23, all);
    }

    static byte[] domains(String... names) {
        byte[] all = new byte[0];
        for (String name : names) {
            for (String label : name.split("\\.")) {
                all = join(all, new byte[] {(byte) label.length()}, label.getBytes(StandardCharsets.US_ASCII));
            }
            all = join(all, new byte[1]);
        }
        return option(24, all);
    }
}
