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
    public static final PolicyTable DEFAULT = of("""
            ::1/128 50 0, ::/0 40 1, ::ffff:0:0/96 35 4, 2002::/16 30 2, 2001::/32 5 5, fc00::/7 3 13, ::/96 1 3,
            fec0::/10 1 11, 3ffe::/16 1 12""");

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
            hi[i] = Octets.get64(prefix, 0);
            lo[i] = Octets.get64(prefix, 8);
            length[i] = number(cells[1], 128);
            precedence[i] = number(cells[2], 255);
            label[i] = number(cells[3], 255);
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
