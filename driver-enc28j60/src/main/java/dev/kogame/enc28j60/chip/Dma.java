package dev.kogame.enc28j60.chip;

import static dev.kogame.enc28j60.chip.Registers.ECON1;
import static dev.kogame.enc28j60.chip.Registers.ECON1_CSUMEN;
import static dev.kogame.enc28j60.chip.Registers.ECON1_DMAST;
import static dev.kogame.enc28j60.chip.Registers.EDMACS;
import static dev.kogame.enc28j60.chip.Registers.EDMADST;
import static dev.kogame.enc28j60.chip.Registers.EDMAND;
import static dev.kogame.enc28j60.chip.Registers.EDMAST;
import static dev.kogame.enc28j60.chip.Registers.EIR;
import static dev.kogame.enc28j60.chip.Registers.EIR_DMAIF;
import static dev.kogame.enc28j60.chip.Registers.ERXND;

import dev.kogame.board.Deadlines;

/**
 * The DMA engine (DS39662 section 13): copies within the memory at 80 ns an octet, or forms a checksum at 40.
 *
 * <p>Its source wraps with the receive ring, its destination only with the memory. It shares its port to the memory with the
 * transmitter, so that one waits for the other.
 */
final class Dma {
    private static final int COPY_NS = 80;
    private static final int CHECKSUM_NS = 40;

    private final ChipTime time;
    private final Registers registers;
    private final BufferMemory memory;
    private final Violations violations;
    private boolean waiting;
    private boolean running;
    private boolean checksum;
    private int octets;
    private long dueNs = Deadlines.NEVER;

    Dma(ChipTime time, Registers registers, BufferMemory memory, Violations violations) {
        this.time = time;
        this.registers = registers;
        this.memory = memory;
        this.violations = violations;
    }

    /** When the operation ends, or {@link Deadlines#NEVER}, also if it never ends. */
    long dueNs() {
        return dueNs;
    }

    boolean running() {
        return running;
    }

    /** Whether frames that come in now are lost by erratum 17. */
    boolean checksumming() {
        return running && checksum;
    }

    /** DMAST has risen; the operation begins with {@link #begin}. */
    void request() {
        waiting = true;
    }

    boolean waiting() {
        return waiting;
    }

    void begin() {
        waiting = false;
        running = true;
        checksum = registers.has(ECON1, ECON1_CSUMEN);
        octets = length();
        if (octets == 0) {
            violations.add(Violation.DMA_NEVER_ENDS, EDMAND);
            dueNs = Deadlines.NEVER;
            if (!checksum) {
                copy(BufferMemory.OCTETS);
            }
            return;
        }
        dueNs = time.nowNs + (long) octets * (checksum ? CHECKSUM_NS : COPY_NS);
    }

    /** The octets from EDMAST to EDMAND, or 0 if the engine never comes by there, or has passed it when it begins. */
    private int length() {
        int last = registers.word(EDMAND);
        int address = registers.word(EDMAST);
        if (address == last) {
            return 0;
        }
        for (int n = 1; n <= BufferMemory.OCTETS; n++) {
            if (address == last) {
                return n;
            }
            address = after(address);
        }
        return 0;
    }

    private int after(int address) {
        return address == registers.word(ERXND)
                ? registers.word(Registers.ERXST)
                : address + 1 & BufferMemory.OCTETS - 1;
    }

    void complete() {
        if (checksum) {
            registers.setWord(EDMACS, sum());
        } else {
            copy(octets);
        }
        registers.lower(ECON1, ECON1_DMAST);
        end();
    }

    /** The host has cleared DMAST. */
    void cancel() {
        end();
    }

    private void end() {
        reset();
        registers.raise(EIR, EIR_DMAIF);
    }

    void reset() {
        waiting = false;
        running = false;
        dueNs = Deadlines.NEVER;
    }

    private void copy(int count) {
        int from = registers.word(EDMAST);
        int to = registers.word(EDMADST);
        for (int i = 0; i < count; i++) {
            memory.poke(to + i, memory.peek(from));
            from = after(from);
        }
    }

    /** The one's complement of the one's complement sum, as in IP; a last odd octet counts as the high half of a word. */
    private int sum() {
        int from = registers.word(EDMAST);
        long sum = 0;
        for (int i = 0; i < octets; i++) {
            sum += (long) memory.peek(from) << ((i & 1) == 0 ? 8 : 0);
            from = after(from);
        }
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        return (int) ~sum & 0xFFFF;
    }
}
