package dev.kogame.enc28j60;

import static dev.kogame.enc28j60.Registers.COMMON;
import static dev.kogame.enc28j60.Registers.ECON1;
import static dev.kogame.enc28j60.Registers.ECON1_BSEL;
import static dev.kogame.enc28j60.Registers.MICMD;
import static dev.kogame.enc28j60.Registers.MIRDH;
import static dev.kogame.enc28j60.Registers.MIRDL;
import static dev.kogame.enc28j60.Registers.MIREGADR;
import static dev.kogame.enc28j60.Registers.MISTAT;
import static dev.kogame.enc28j60.Registers.MIWRH;
import static dev.kogame.enc28j60.Registers.MIWRL;
import static dev.kogame.enc28j60.Registers.SLOW;

import dev.kogame.board.SpiBus;

/**
 * Register, memory and PHY accesses as chip-select cycles (DS39662 section 4.2). Accesses are queued and go out together with
 * {@link #run}; the bank is switched where it has to be, by bit commands so that the rest of ECON1 is never rewritten.
 *
 * <p>A read is queued with {@link #read} and its value fetched with {@link #value} after the run.
 */
final class ChipAccess {
    /** The answer to an access that the bus did not carry out. */
    static final int BUS_FAILED = -1;
    /** The answer to a PHY access during which the MII never became idle. */
    static final int MII_BUSY = -2;

    private static final int RCR = 0x00;
    private static final int RBM = 0x3A;
    private static final int WCR = 0x40;
    private static final int WBM = 0x7A;
    private static final int BFS = 0x80;
    private static final int BFC = 0xA0;
    private static final int SRC = 0xFF;
    private static final int ADDRESS = 0x1F;
    private static final int UNKNOWN = -1;
    private static final int MIIRD = 0x01;
    private static final int BUSY = 0x01;
    /** An MII access takes 10.24 µs, the shortest possible poll of MISTAT a good microsecond. */
    private static final int MOST_BUSY_POLLS = 32;

    private final SpiBus bus;
    private final byte[] values = new byte[2 * SpiBus.MAX_CYCLES];
    private int valuesAt;
    private int bank = UNKNOWN;
    private int errno;

    ChipAccess(SpiBus bus) {
        this.bus = bus;
    }

    /** The bus's last error, negated as it came, or 0. */
    int errno() {
        return errno;
    }

    /** Assume nothing about the selected bank from here on. */
    void forgetBank() {
        bank = UNKNOWN;
    }

    private void select(int register) {
        if ((register & COMMON) != 0) {
            return;
        }
        int wanted = register >> 5 & 3;
        if (bank == wanted) {
            return;
        }
        int clear = bank == UNKNOWN ? ECON1_BSEL : bank & ~wanted;
        int set = bank == UNKNOWN ? wanted : wanted & ~bank;
        if (clear != 0) {
            bus.write(BFC | ECON1 & ADDRESS, clear);
        }
        if (set != 0) {
            bus.write(BFS | ECON1 & ADDRESS, set);
        }
        bank = wanted;
    }

    /** Queues a switch to bank 0, where everything that frames need is, or common. */
    void home() {
        select(0);
    }

    void write(int register, int value) {
        select(register);
        bus.write(WCR | register & ADDRESS, value);
    }

    /** Both halves, low first, as ERXRDPT demands. */
    void writeWord(int register, int value) {
        write(register, value & 0xFF);
        write(register + 1, value >> 8);
    }

    /**
     * Writes those halves that differ from what the register holds. Not for ERXRDPT, whose low half takes effect with the high one.
     *
     * @param held what the register holds, or a negative number if that is not known
     */
    void updateWord(int register, int held, int value) {
        if (held < 0 || (held & 0xFF) != (value & 0xFF)) {
            write(register, value & 0xFF);
        }
        if (held < 0 || held >> 8 != value >> 8) {
            write(register + 1, value >> 8);
        }
    }

    void setBits(int register, int bits) {
        select(register);
        bus.write(BFS | register & ADDRESS, bits);
    }

    void clearBits(int register, int bits) {
        select(register);
        bus.write(BFC | register & ADDRESS, bits);
    }

    /** @return where {@link #value} finds the answer after the next run, until the first read queued after that */
    int read(int register) {
        select(register);
        int octets = (register & SLOW) != 0 ? 2 : 1;
        int at = valuesAt;
        bus.read(RCR | register & ADDRESS, values, at, octets);
        valuesAt += octets;
        return valuesAt - 1;
    }

    int value(int ticket) {
        return values[ticket] & 0xFF;
    }

    void readMemory(byte[] into, int at, int octets) {
        bus.read(RBM, into, at, octets);
    }

    void writeMemory(byte[] from, int at, int octets) {
        bus.write(WBM, from, at, octets);
    }

    void systemReset() {
        bus.command(SRC);
        bank = UNKNOWN;
    }

    /** Runs what is queued. After a failure nothing is known about the chip's bank and pointers. */
    int run() {
        valuesAt = 0;
        int outcome = bus.run();
        if (outcome < 0) {
            errno = outcome;
            bank = UNKNOWN;
            return BUS_FAILED;
        }
        return SpiBus.OK;
    }

    /** Reads one register at once: its value, or {@link #BUS_FAILED}. */
    int readNow(int register) {
        int ticket = read(register);
        return run() < 0 ? BUS_FAILED : value(ticket);
    }

    /** Reads a PHY register: its value, {@link #BUS_FAILED} or {@link #MII_BUSY}. */
    int readPhy(int address) {
        write(MIREGADR, address);
        // A read starts where the bit rises; one that was broken off may have left it set.
        write(MICMD, 0);
        write(MICMD, MIIRD);
        int outcome = awaitMii();
        if (outcome < 0) {
            return outcome;
        }
        write(MICMD, 0);
        int low = read(MIRDL);
        int high = read(MIRDH);
        home();
        return run() < 0 ? BUS_FAILED : value(low) | value(high) << 8;
    }

    /** Writes a PHY register: 0, {@link #BUS_FAILED} or {@link #MII_BUSY}. */
    int writePhy(int address, int value) {
        write(MIREGADR, address);
        write(MIWRL, value & 0xFF);
        write(MIWRH, value >> 8);
        return awaitMii();
    }

    private int awaitMii() {
        for (int i = 0; i < MOST_BUSY_POLLS; i++) {
            int status = readNow(MISTAT);
            if (status < 0) {
                return BUS_FAILED;
            }
            if ((status & BUSY) == 0) {
                return 0;
            }
        }
        return MII_BUSY;
    }
}
