package dev.kogame.netstack;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Cuts a packet into fragments as another station would, or as no honest one would, and puts those of the stack together: an independent
 * judge, from the figures of RFC 8200 section 4.5.
 *
 * <pre>
 * +-------------+---------------------------------------------------------------+----------
 * | IPv6 header | Next Header | Reserved |  Fragment Offset |Res|M| Identification | data ...
 * +-------------+---------------------------------------------------------------+----------
 * </pre>
 */
public final class Fragments {

    private static final int IP = 14;
    private static final int UPPER = IP + 40;

    private final byte[] frame;
    private final int identification;
    private byte[] before = new byte[0];
    private int firstBefore = Packet.FRAGMENT;

    private Fragments(byte[] frame, int identification) {
        this.frame = frame;
        this.identification = identification;
    }

    /** Of everything behind the IPv6 header. */
    public static Fragments of(Packet packet, int identification) {
        return new Fragments(packet.frame(), identification);
    }

    /** An extension header before the fragment header of the pieces that follow: its octets in hex after the Next Header field. */
    public Fragments behind(int type, String octetsAfterNextHeader) {
        before = Packet.join(new byte[] {Packet.FRAGMENT}, Packet.hex(octetsAfterNextHeader));
        firstBefore = type;
        return this;
    }

    /** No extension header before the fragment header any more. */
    public Fragments plain() {
        before = new byte[0];
        firstBefore = Packet.FRAGMENT;
        return this;
    }

    /** How many octets there are to be cut. */
    public int octets() {
        return frame.length - UPPER;
    }

    /** The piece from an offset on, with the M flag unless it reaches the end. */
    public byte[] piece(int offset, int octets) {
        return piece(offset, octets, offset + octets < octets());
    }

    public byte[] piece(int offset, int octets, boolean more) {
        return piece(offset, Arrays.copyOfRange(frame, UPPER + offset, UPPER + offset + octets), more);
    }

    /** A piece with data of its own. */
    public byte[] piece(int offset, byte[] data, boolean more) {
        byte[] fragment = Packet.join(Arrays.copyOf(frame, UPPER), before, new byte[] {frame[IP + 6], 0},
                Packet.u16(offset | (more ? 1 : 0)), Packet.u32(identification), data);
        fragment[IP + 6] = (byte) firstBefore;
        ByteBuffer.wrap(fragment).putShort(IP + 4, (short) (before.length + 8 + data.length));
        return fragment;
    }

    /** All pieces in order. */
    public List<byte[]> pieces(int octets) {
        List<byte[]> pieces = new ArrayList<>();
        for (int offset = 0; offset < octets(); offset += octets) {
            pieces.add(piece(offset, Math.min(octets, octets() - offset)));
        }
        return pieces;
    }

    /**
     * Puts fragments together that were sent in order, and refuses those that are not of one packet, do not follow each other, or make
     * one with a wrong checksum.
     *
     * @return the IPv6 packet, without a fragment header
     */
    public static byte[] join(List<byte[]> fragments) {
        byte[] first = fragments.get(0);
        byte[] upper = new byte[0];
        for (byte[] fragment : fragments) {
            ByteBuffer b = ByteBuffer.wrap(fragment);
            int field = b.getShort(UPPER + 2) & 0xffff;
            boolean last = fragment == fragments.get(fragments.size() - 1);
            if (fragment[IP + 6] != Packet.FRAGMENT || b.getInt(UPPER + 4) != identification(first)
                    || !Arrays.equals(fragment, IP + 8, UPPER, first, IP + 8, UPPER) || (field & 0xfff8) != upper.length
                    || (field & 1) == (last ? 1 : 0)) {
                throw new AssertionError("does not follow: " + HexFormat.of().formatHex(fragment, 0, UPPER + 8));
            }
            upper = Packet.join(upper, Arrays.copyOfRange(fragment, UPPER + 8, fragment.length));
        }
        byte[] packet = Packet.join(Arrays.copyOfRange(first, IP, UPPER), upper);
        packet[6] = first[UPPER];
        ByteBuffer.wrap(packet).putShort(4, (short) upper.length);
        if (Packet.slowChecksum(Arrays.copyOfRange(packet, 8, 24), Arrays.copyOfRange(packet, 24, 40), packet[6],
                upper) != 0) {
            throw new AssertionError("checksum of " + HexFormat.of().formatHex(packet));
        }
        return packet;
    }

    public static int identification(byte[] fragment) {
        return ByteBuffer.wrap(fragment).getInt(UPPER + 4);
    }
}
