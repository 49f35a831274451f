package dev.kogame.enc28j60.chip;

import dev.kogame.board.Boot;

/** One counter for each {@link Violation}, and where the last one happened. */
final class Violations {
    private static final Violation[] KINDS = Violation.values();

    private final long[] counts = new long[KINDS.length];
    private long total;
    private int lastRegister;

    /** Counts one; {@code register} is the register concerned, by bank in bits 6..5 and address below, or the opcode. */
    void add(Violation kind, int register) {
        counts[kind.ordinal()]++;
        total++;
        lastRegister = register;
    }

    long of(Violation kind) {
        return counts[kind.ordinal()];
    }

    long total() {
        return total;
    }

    @Boot
    String describe() {
        if (total == 0) {
            return "no violation";
        }
        StringBuilder text = new StringBuilder();
        for (Violation kind : KINDS) {
            if (of(kind) > 0) {
                text.append(kind).append(' ').append(of(kind)).append(", ");
            }
        }
        return text.append("the last at bank ").append(lastRegister >> 5).append(" address 0x")
                .append(Integer.toHexString(lastRegister & 0x1F)).toString();
    }
}
