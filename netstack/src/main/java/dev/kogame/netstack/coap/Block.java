package dev.kogame.netstack.coap;

/**
 * The value of a Block1 or Block2 option, RFC 7959 section 2.2.
 *
 * <pre>
 *  0 1 2 3 4 5 6 7 ...
 * +-+-+-+-+-+-+-+-+
 * |  NUM  |M| SZX |   0 to 3 octets, NUM has up to 20 bits
 * +-+-+-+-+-+-+-+-+
 * </pre>
 *
 * Allocates nothing.
 */
final class Block {

    /** SZX of blocks of 1024 octets, the largest. */
    static final int MAX_SZX = 6;
    /** SZX: reserved. */
    static final int RESERVED_SZX = 7;
    /** The smallest block. */
    static final int MIN_OCTETS = 16;
    /** The largest block. */
    static final int MAX_OCTETS = 1024;
    /** NUM has 20 bits. */
    static final int MAX_NUM = 0xf_ffff;

    private static final int MORE = 8;

    private Block() {
    }

    /** The number of the block. */
    static int num(long value) {
        return (int) (value >>> 4);
    }

    /** Whether further blocks follow. */
    static boolean more(long value) {
        return (value & MORE) != 0;
    }

    /** The size exponent, 0 to {@link #RESERVED_SZX}. */
    static int szx(long value) {
        return (int) (value & 7);
    }

    /** The octets of a block of this exponent: 16 to 1024. */
    static int octets(int szx) {
        return MIN_OCTETS << szx;
    }

    /** Where the block begins in its body. */
    static int offset(long value) {
        return num(value) << szx(value) + 4;
    }

    /** The exponent of the largest block of at most these octets, which are at least {@link #MIN_OCTETS}. */
    static int szxOf(int octets) {
        return Math.min(MAX_SZX, 31 - Integer.numberOfLeadingZeros(octets) - 4);
    }

    /** The value for the option. */
    static long value(int num, boolean more, int szx) {
        return (long) num << 4 | (more ? MORE : 0) | szx;
    }
}
