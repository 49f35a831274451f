package dev.kogame.enc28j60.chip;

import static dev.kogame.enc28j60.chip.Registers.MICMD;
import static dev.kogame.enc28j60.chip.Registers.MIRD;
import static dev.kogame.enc28j60.chip.Registers.MIREGADR;
import static dev.kogame.enc28j60.chip.Registers.MISTAT;
import static dev.kogame.enc28j60.chip.Registers.MIWR;

/** The management interface between the MAC's registers and the PHY's, 10.24 µs for each access (DS39662 section 3.3). */
final class Mii {
    static final long ACCESS_NS = 10_240;

    private static final int MIIRD = 0x01;
    private static final int MIISCAN = 0x02;
    private static final int BUSY = 0x01;
    private static final int SCAN = 0x02;
    private static final int NVALID = 0x04;

    private static final int IDLE = 0;
    private static final int READING = 1;
    private static final int WRITING = 2;
    private static final int SCANNING = 3;

    private final ChipTime time;
    private final Registers registers;
    private final Phy phy;
    private final Faults faults;
    private final Violations violations;
    private int state = IDLE;
    private int register;
    private int toWrite;
    private boolean scanned;
    private long busyUntilNs;

    Mii(ChipTime time, Registers registers, Phy phy, Faults faults, Violations violations) {
        this.time = time;
        this.registers = registers;
        this.phy = phy;
        this.faults = faults;
        this.violations = violations;
    }

    void reset() {
        state = IDLE;
        scanned = false;
        registers.set(MISTAT, 0);
    }

    /** Finishes what has had its time. */
    void settle() {
        if (state == IDLE || time.nowNs < busyUntilNs || faults.miiStuck()) {
            return;
        }
        switch (state) {
            case READING -> {
                registers.setWord(MIRD, phy.read(register));
                state = IDLE;
            }
            case WRITING -> {
                phy.write(register, toWrite);
                state = IDLE;
            }
            default -> {
                registers.setWord(MIRD, phy.read(register));
                scanned = true;
                busyUntilNs = time.nowNs + ACCESS_NS;
                if (!registers.has(MICMD, MIISCAN)) {
                    state = IDLE;
                }
            }
        }
        show();
    }

    /** MICMD was written: a read or a scan starts where its bit rises. */
    void commanded(int before) {
        int rising = registers.get(MICMD) & ~before;
        if ((rising & (MIIRD | MIISCAN)) == 0) {
            return;
        }
        scanned = false;
        start((rising & MIIRD) != 0 ? READING : SCANNING);
    }

    /** MIWRH was written, which sends both halves off. */
    void written() {
        toWrite = registers.word(MIWR);
        start(WRITING);
    }

    private void start(int operation) {
        if (state != IDLE) {
            violations.add(Violation.MII_BUSY, MICMD);
            return;
        }
        state = operation;
        register = registers.get(MIREGADR);
        busyUntilNs = time.nowNs + ACCESS_NS;
        show();
    }

    private void show() {
        int busy = state == IDLE ? 0 : BUSY;
        int scan = state == SCANNING ? SCAN | (scanned ? 0 : NVALID) : 0;
        registers.set(MISTAT, busy | scan);
    }
}
