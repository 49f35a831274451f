package dev.kogame.netstack.coap;

/**
 * The value of a Block1 or Block2 option, RFC 7959 section 2.2: which block of a body, whether more follow, and how large one is.
 *
 * <pre>
 *  0                   1                   2
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  NUM                  |M| SZX |   0 to 3 octets
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * The value travels as the int that {@link CoapOption#uint} reads. Allocates nothing.
 */
final class BlockOption {

    /** No such option stands in the message: a body in one piece. */
    static final int ABSENT = -1;

    static final int MAX_SZX = 6;
    /** In a request it means 4.00, in a response that the blocks do not fit. */
    static final int RESERVED_SZX = 7;
    static final int MAX_BLOCK_OCTETS = 1024;
    static final int MIN_BLOCK_OCTETS = 16;

    private static final int MORE = 8;

    private BlockOption() {
    }

    /** The option's value. */
    static int of(int num, boolean more, int szx) {
        return num << 4 | (more ? MORE : 0) | szx;
    }

    /** The block's place in the body, counted in blocks of this size. */
    static int num(int value) {
        return value >>> 4;
    }

    /** Whether more blocks follow. */
    static boolean more(int value) {
        return (value & MORE) != 0;
    }

    /** The size exponent, 0 to {@link #RESERVED_SZX}. */
    static int szx(int value) {
        return value & RESERVED_SZX;
    }

    /** The octets of a block: 16 to 1024. */
    static int octets(int szx) {
        return MIN_BLOCK_OCTETS << szx;
    }

    /** Where in the body the block begins: less than 2^30. */
    static int position(int value) {
        return num(value) << szx(value) + 4;
    }

    /** The size exponent of the largest block that fits in some room, of 16 octets or more. */
    static int largest(int room) {
        return Math.clamp(27 - Integer.numberOfLeadingZeros(room), 0, MAX_SZX);
    }
}
