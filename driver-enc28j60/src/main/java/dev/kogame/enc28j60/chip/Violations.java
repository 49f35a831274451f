package dev.kogame.enc28j60.chip;

import dev.kogame.board.Boot;

/** One counter for each {@link Violation}, and where, how and when the last one happened. */
final class Violations {
    private static final Violation[] KINDS = Violation.values();

    private final long[] counts = new long[KINDS.length];
    private long total;
    private final ChipTime time;
    private int command;
    private boolean disturbed;
    private Violation lastKind;
    private int lastRegister;
    private int lastCommand;
    private long lastNs;

    Violations(ChipTime time) {
        this.time = time;
    }

    /** A SPI cycle begins. What a fault on the lines makes of it is not held against the host. */
    void during(int commandOctet, boolean disturbedCycle) {
        command = commandOctet;
        disturbed = disturbedCycle;
    }

    /** Counts one; {@code register} is the register concerned, by bank in bits 6..5 and address below. */
    void add(Violation kind, int register) {
        if (disturbed) {
            return;
        }
        counts[kind.ordinal()]++;
        total++;
        lastKind = kind;
        lastRegister = register;
        lastCommand = command;
        lastNs = time.nowNs;
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
        return text.append("the last: ").append(lastKind).append(" at ").append(Registers.name(lastRegister))
                .append(" by command 0x").append(Integer.toHexString(lastCommand)).append(" at ").append(lastNs)
                .append(" ns").toString();
    }
}
