package dev.kogame.netstack.ip6;

import java.util.Arrays;

import dev.kogame.board.Boot;
import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.Octets;

/**
 * The policy table of address selection, RFC 6724 section 2.1: a precedence and a label for every prefix; the longest one that covers an
 * address counts. Immutable; a lookup allocates nothing.
 */
public final class PolicyTable {

    /** The table for a host that was told nothing else, RFC 6724 section 2.1. */
    public static final PolicyTable DEFAULT = rfc6724();

    private static final int MOST_ROWS = 64;

    private final long[] hi;
    private final long[] lo;
    private final int[] length;
    private final int[] precedence;
    private final int[] label;

    private PolicyTable(int rows) {
        hi = new long[rows];
        lo = new long[rows];
        length = new int[rows];
        precedence = new int[rows];
        label = new int[rows];
    }

    /** Not read from text: a regular expression would be the dearest thing in the start of a lamp. */
    @Boot
    private static PolicyTable rfc6724() {
        PolicyTable table = new PolicyTable(9);
        table.row(0, 0, 1, 128, 50, 0);
        table.row(1, 0, 0, 0, 40, 1);
        table.row(2, 0, 0xffff_0000_0000L, 96, 35, 4);
        table.row(3, 0x2002_0000_0000_0000L, 0, 16, 30, 2);
        table.row(4, 0x2001_0000_0000_0000L, 0, 32, 5, 5);
        table.row(5, 0xfc00_0000_0000_0000L, 0, 7, 3, 13);
        table.row(6, 0, 0, 96, 1, 3);
        table.row(7, 0xfec0_0000_0000_0000L, 0, 10, 1, 11);
        table.row(8, 0x3ffe_0000_0000_0000L, 0, 16, 1, 12);
        return table;
    }

    private void row(int i, long prefixHi, long prefixLo, int bits, int rowPrecedence, int rowLabel) {
        hi[i] = prefixHi;
        lo[i] = prefixLo;
        length[i] = bits;
        precedence[i] = rowPrecedence;
        label[i] = rowLabel;
    }

    /**
     * Reads a table: rows of prefix, precedence and label with blanks between, and commas between the rows.
     *
     * @throws IllegalArgumentException if it is none, in a sentence that quotes the row
     */
    @Boot
    public static PolicyTable of(String text) {
        String[] rows = text.split(",");
        if (rows.length > MOST_ROWS) {
            throw new IllegalArgumentException(
                    "a policy table of " + rows.length + " rows is too long; it may have " + MOST_ROWS);
        }
        PolicyTable table = new PolicyTable(rows.length);
        for (int i = 0; i < rows.length; i++) {
            table.read(i, rows[i].strip());
        }
        if (Arrays.stream(table.length).noneMatch(bits -> bits == 0)) {
            throw new IllegalArgumentException("the policy table has no row for ::/0, which every address needs");
        }
        return table;
    }

    @Boot
    private void read(int i, String row) {
        String[] cells = row.split("[\\s/]+");
        try {
            if (cells.length != 4) {
                throw new IllegalArgumentException("it has not the form PREFIX/LENGTH PRECEDENCE LABEL");
            }
            byte[] prefix = Ipv6Address.parse(cells[0]);
            row(i, Octets.get64(prefix, 0), Octets.get64(prefix, 8), number(cells[1], 128), number(cells[2], 255),
                    number(cells[3], 255));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the policy '" + row + "' cannot be used: " + e.getMessage(), e);
        }
        for (int other = 0; other < i; other++) {
            if (length[other] == length[i]
                    && Ipv6Address.samePrefix(hi[other], lo[other], hi[i], lo[i], length[i])) {
                throw new IllegalArgumentException("the policy '" + row + "' is there twice; each prefix has one row");
            }
        }
    }

    @Boot
    private static int number(String text, int most) {
        if (!text.matches("\\d{1,3}") || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException(text + " is not between 0 and " + most);
        }
        return Integer.parseInt(text);
    }

    /** Where an address goes in the order of destinations: the greater, the sooner. */
    public int precedence(long addressHi, long addressLo) {
        return precedence[row(addressHi, addressLo)];
    }

    /** Which addresses go together: source and destination rather have the same label. */
    public int label(long addressHi, long addressLo) {
        return label[row(addressHi, addressLo)];
    }

    private int row(long addressHi, long addressLo) {
        int best = -1;
        for (int i = 0; i < hi.length; i++) {
            if ((best < 0 || length[i] > length[best])
                    && Ipv6Address.samePrefix(hi[i], lo[i], addressHi, addressLo, length[i])) {
                best = i;
            }
        }
        return best;
    }
}
