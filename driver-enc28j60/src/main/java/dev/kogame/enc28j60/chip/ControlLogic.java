package dev.kogame.enc28j60.chip;

import static dev.kogame.enc28j60.chip.Registers.ECON1;
import static dev.kogame.enc28j60.chip.Registers.ECON1_CSUMEN;
import static dev.kogame.enc28j60.chip.Registers.ECON1_DMAST;
import static dev.kogame.enc28j60.chip.Registers.ECON1_RXEN;
import static dev.kogame.enc28j60.chip.Registers.ECON1_RXRST;
import static dev.kogame.enc28j60.chip.Registers.ECON1_TXRST;
import static dev.kogame.enc28j60.chip.Registers.ECON1_TXRTS;
import static dev.kogame.enc28j60.chip.Registers.ECON2;
import static dev.kogame.enc28j60.chip.Registers.ECON2_PKTDEC;
import static dev.kogame.enc28j60.chip.Registers.ECON2_PWRSV;
import static dev.kogame.enc28j60.chip.Registers.EDMADST;
import static dev.kogame.enc28j60.chip.Registers.EDMAND;
import static dev.kogame.enc28j60.chip.Registers.EDMAST;
import static dev.kogame.enc28j60.chip.Registers.EFLOCON;
import static dev.kogame.enc28j60.chip.Registers.EIE;
import static dev.kogame.enc28j60.chip.Registers.EIE_INTIE;
import static dev.kogame.enc28j60.chip.Registers.EIR;
import static dev.kogame.enc28j60.chip.Registers.EIR_LINKIF;
import static dev.kogame.enc28j60.chip.Registers.EIR_PKTIF;
import static dev.kogame.enc28j60.chip.Registers.EPKTCNT;
import static dev.kogame.enc28j60.chip.Registers.ERXND;
import static dev.kogame.enc28j60.chip.Registers.ERXRDPT;
import static dev.kogame.enc28j60.chip.Registers.ERXST;
import static dev.kogame.enc28j60.chip.Registers.ESTAT;
import static dev.kogame.enc28j60.chip.Registers.ESTAT_CLKRDY;
import static dev.kogame.enc28j60.chip.Registers.ESTAT_INT;
import static dev.kogame.enc28j60.chip.Registers.ESTAT_RXBUSY;
import static dev.kogame.enc28j60.chip.Registers.ETXND;
import static dev.kogame.enc28j60.chip.Registers.ETXST;
import static dev.kogame.enc28j60.chip.Registers.MACON3;
import static dev.kogame.enc28j60.chip.Registers.MACON3_FULDPX;
import static dev.kogame.enc28j60.chip.Registers.MICMD;
import static dev.kogame.enc28j60.chip.Registers.MIWR;

import dev.kogame.board.Deadlines;

/** What reading and writing a control register does beside storing it, the resets, the clocks and the interrupt pin. */
final class ControlLogic {
    /** From power-on or waking to a stable clock: 7500 cycles of 25 MHz (DS39662 section 2.2). */
    static final long OSCILLATOR_NS = 300_000;
    /** From a system reset to a usable MAC and PHY, though CLKRDY says it at once (erratum 2). */
    static final long PHY_START_NS = 1_000_000;

    /** How long chip select must stay low after the last clock of an access to the MAC or the MII (table 16-5). */
    private static final int MAC_HOLD_NS = 210;
    /** The slowest clock at which revisions B1 and B4 do not lose accesses to the MAC (erratum 1). */
    private static final int MAC_CLOCK_HZ = 8_000_000;
    private static final int STATUS_VECTOR_OCTETS = 7;
    private static final int TRAFFIC = ECON1_RXEN | ECON1_TXRTS;

    private final ChipTime time;
    private final Registers registers;
    private final BufferMemory memory;
    private final Phy phy;
    private final Mii mii;
    private final Receiver receiver;
    private final Transmitter transmitter;
    private final Dma dma;
    private final FlowControl flow;
    private final Faults faults;
    private final Violations violations;
    private final Dice dice;
    private final Dice macDice;
    private final boolean holdTooShort;
    private final boolean clockTooSlow;
    private final boolean clkrdyClearable;
    private boolean clkrdyCleared;
    private int readPointerLow;
    private boolean transmitRequested;
    private long clockReadyNs;
    private long macReadyNs;

    ControlLogic(ChipTime time, Registers registers, BufferMemory memory, Phy phy, Mii mii, Receiver receiver,
            Transmitter transmitter, Dma dma, FlowControl flow, Faults faults, Violations violations,
            ChipOptions options,
            Dice dice) {
        this.time = time;
        this.registers = registers;
        this.memory = memory;
        this.phy = phy;
        this.mii = mii;
        this.receiver = receiver;
        this.transmitter = transmitter;
        this.dma = dma;
        this.flow = flow;
        this.faults = faults;
        this.violations = violations;
        this.dice = dice;
        macDice = new Dice(options.seed() + 1);
        holdTooShort = options.spi().holdNs() < MAC_HOLD_NS;
        clockTooSlow = options.revision().has(1) && options.spi().clockHz() < MAC_CLOCK_HZ;
        clkrdyClearable = options.reads(OpenPoint.CLKRDY_CLEARABLE);
        powerOn();
    }

    int bank() {
        return registers.get(ECON1) & 3;
    }

    boolean clockReady() {
        return !registers.has(ECON2, ECON2_PWRSV) && time.nowNs >= clockReadyNs;
    }

    /** The next time a clock comes to life by itself, or {@link Deadlines#NEVER}. */
    long clockDueNs() {
        long dueNs = Math.max(clockReadyNs, macReadyNs);
        return dueNs > time.nowNs && !registers.has(ECON2, ECON2_PWRSV) ? dueNs : Deadlines.NEVER;
    }

    void powerOn() {
        registers.powerOn();
        clockReadyNs = time.nowNs + OSCILLATOR_NS;
        macReadyNs = clockReadyNs;
        restart();
    }

    /** SRC. Ignored in power save mode (erratum 19). */
    void systemReset() {
        if (registers.has(ECON2, ECON2_PWRSV)) {
            return;
        }
        registers.systemReset();
        macReadyNs = time.nowNs + PHY_START_NS;
        restart();
    }

    private void restart() {
        receiver.reset();
        receiver.restartRing();
        transmitter.reset();
        transmitRequested = false;
        clkrdyCleared = false;
        dma.reset();
        flow.reset();
        mii.reset();
        phy.reset();
    }

    /** Whether a frame to send was asked for since the last call. */
    boolean takeTransmitRequest() {
        boolean requested = transmitRequested;
        transmitRequested = false;
        return requested;
    }

    /** Whether the transmitter has a frame in hand. */
    boolean sending() {
        return registers.has(ECON1, ECON1_TXRTS) && !transmitRequested;
    }

    /** The interrupt pin, true for low (section 12). Unlike EIR.PKTIF it can be relied on. */
    boolean interrupt() {
        return registers.has(EIE, EIE_INTIE) && (flags() & registers.get(EIE) & 0x7B) != 0;
    }

    private int flags() {
        int flags = registers.get(EIR);
        flags |= registers.get(EPKTCNT) != 0 ? EIR_PKTIF : 0;
        flags |= phy.interrupt() ? EIR_LINKIF : 0;
        return flags;
    }

    int read(int register) {
        if ((register & 0x1F) == 0x1A) {
            violations.add(Violation.RESERVED_ADDRESS, register);
            return 0;
        }
        if (Registers.isMacOrMii(register)) {
            return macReady(register) ? garbled(register, registers.get(register)) : 0;
        }
        return switch (register) {
            case EIR -> {
                // Erratum 6: the flag may read 0 while packets wait.
                boolean hidden = dice.oneIn(16);
                boolean pktif = faults.pktif(registers.get(EPKTCNT) != 0) && !hidden;
                yield flags() & ~EIR_PKTIF | (pktif ? EIR_PKTIF : 0);
            }
            case ESTAT -> state(ESTAT) | (interrupt() ? ESTAT_INT : 0);
            case EFLOCON -> registers.get(EFLOCON) | (registers.has(MACON3, MACON3_FULDPX) ? 0x04 : 0);
            default -> registers.get(register);
        };
    }

    /** What BFS and BFC change: the register as it is, without what is only shown to a reader. */
    int state(int register) {
        boolean clkrdy = register == ESTAT && clockReady() && !clkrdyCleared;
        return registers.get(register) | (clkrdy ? ESTAT_CLKRDY : 0);
    }

    /** What an access to the MAC or the MII makes of an octet if chip select or the clock is not as it must be. */
    private int garbled(int register, int octet) {
        if (holdTooShort) {
            violations.add(Violation.CHIP_SELECT_TIMING, register);
        }
        boolean garbles = holdTooShort && macDice.oneIn(2) || clockTooSlow && macDice.oneIn(8);
        return garbles ? octet ^ 1 << macDice.below(8) : octet;
    }

    private boolean macReady(int register) {
        if (clockReady() && time.nowNs >= macReadyNs) {
            return true;
        }
        violations.add(Violation.CLOCK_NOT_READY, register);
        return false;
    }

    void write(int register, int octet) {
        boolean mac = Registers.isMacOrMii(register);
        if (mac && !macReady(register)) {
            return;
        }
        int value = mac ? garbled(register, octet) : octet;
        int before = registers.get(register);
        switch (register) {
            case ERXRDPT -> readPointerLow = value;
            case ERXRDPT + 1 -> commitReadPointer(value);
            case ERXST, ERXST + 1, ERXND, ERXND + 1 -> {
                forbidWhile(ECON1_RXEN, Violation.CHANGED_WHILE_RECEIVING, register);
                registers.write(register, value);
                receiver.restartRing();
            }
            case ETXST, ETXST + 1, ETXND, ETXND + 1 -> {
                forbidWhile(ECON1_TXRTS, Violation.TOUCHED_WHILE_SENDING, register);
                registers.write(register, value);
            }
            // The flags can only be cleared by the host, and stay as they are where it writes 1.
            case EIR -> registers.write(register, value & before);
            case ESTAT -> {
                registers.write(register, value & before);
                clkrdyCleared |= clkrdyClearable && (value & ESTAT_CLKRDY) == 0;
            }
            case EDMAST, EDMAST + 1, EDMAND, EDMAND + 1, EDMADST, EDMADST + 1 -> {
                forbidWhile(ECON1_DMAST, Violation.CHANGED_DURING_DMA, register);
                registers.write(register, value);
            }
            case EFLOCON -> {
                registers.write(register, value);
                flow.commanded();
            }
            case ECON1 -> writeEcon1(before, value);
            case ECON2 -> writeEcon2(before, value);
            case MACON3 -> {
                registers.write(register, value);
                if (((before ^ value) & MACON3_FULDPX) != 0) {
                    forbidWhile(ECON1_RXEN, Violation.CHANGED_WHILE_RECEIVING, register);
                }
            }
            case MICMD -> {
                registers.write(register, value);
                mii.commanded(before);
            }
            case MIWR + 1 -> {
                registers.write(register, value);
                mii.written();
            }
            default -> registers.write(register, value);
        }
    }

    private void forbidWhile(int econ1, Violation kind, int register) {
        if (registers.has(ECON1, econ1)) {
            violations.add(kind, register);
        }
    }

    /** ERXRDPT is double buffered: the low half waits for the high half (section 7.2.4). */
    private void commitReadPointer(int high) {
        int pointer = readPointerLow | (high & 0x1F) << 8;
        registers.setWord(ERXRDPT, pointer);
        if ((pointer & 1) == 0) {
            violations.add(Violation.EVEN_RECEIVE_POINTER, ERXRDPT);
            receiver.corruptNext();
        }
        if (registers.has(ECON1, ECON1_RXEN) && !memory.insideRing(pointer)) {
            violations.add(Violation.RECEIVE_POINTER_OUTSIDE_RING, ERXRDPT);
        }
    }

    private void writeEcon1(int before, int value) {
        int after = value;
        if ((after & ECON1_RXRST) != 0) {
            after &= ~ECON1_RXEN;
        }
        if ((after & ECON1_TXRST) != 0) {
            after &= ~ECON1_TXRTS;
        }
        int rising = after & ~before;
        int falling = before & ~after;
        if ((rising & TRAFFIC) != 0) {
            checkTraffic(rising);
        }
        if ((before & after & ECON1_DMAST) != 0 && ((before ^ after) & ECON1_CSUMEN) != 0) {
            violations.add(Violation.CHANGED_DURING_DMA, ECON1);
        }
        registers.write(ECON1, after);
        if ((after & ECON1_RXRST) != 0) {
            receiver.reset();
        }
        if ((falling & ECON1_RXEN) != 0) {
            receiver.abort();
        }
        if ((falling & ECON1_TXRTS) != 0) {
            transmitRequested = false;
            transmitter.cancel();
        }
        if ((falling & ECON1_TXRST) != 0) {
            transmitter.restarted();
        }
        transmitRequested |= (rising & ECON1_TXRTS) != 0;
        if ((rising & ECON1_DMAST) != 0) {
            dma.request();
        }
        if ((falling & ECON1_DMAST) != 0) {
            dma.cancel();
        }
    }

    private void checkTraffic(int rising) {
        if (!clockReady() || time.nowNs < macReadyNs) {
            violations.add(Violation.CLOCK_NOT_READY, ECON1);
        }
        if (registers.has(MACON3, MACON3_FULDPX) != phy.fullDuplex()) {
            violations.add(Violation.DUPLEX_MISMATCH, MACON3);
        }
        if ((rising & ECON1_RXEN) != 0) {
            if (registers.word(ERXST) != 0 || (registers.word(ERXND) & 1) == 0) {
                violations.add(Violation.RING_MISPLACED, ERXST);
            }
            if (!memory.insideRing(registers.word(ERXRDPT))) {
                violations.add(Violation.RECEIVE_POINTER_OUTSIDE_RING, ERXRDPT);
            }
        }
        if ((rising & ECON1_TXRTS) != 0 && (memory.insideRing(registers.word(ETXST))
                || memory.insideRing(registers.word(ETXND) + STATUS_VECTOR_OCTETS & BufferMemory.OCTETS - 1))) {
            violations.add(Violation.TRANSMIT_INSIDE_RING, ETXST);
        }
    }

    private void writeEcon2(int before, int value) {
        registers.write(ECON2, value & ~ECON2_PKTDEC);
        int packets = registers.get(EPKTCNT);
        if ((value & ECON2_PKTDEC) != 0 && packets > 0 && !faults.packetCounterStuck()) {
            registers.set(EPKTCNT, packets - 1);
        }
        if ((before & ~value & ECON2_PWRSV) != 0) {
            clockReadyNs = time.nowNs + OSCILLATOR_NS;
            phy.sleep(false);
        }
        if ((~before & value & ECON2_PWRSV) != 0) {
            fallAsleep();
        }
    }

    private void fallAsleep() {
        if (registers.has(ECON1, TRAFFIC) || registers.has(ESTAT, ESTAT_RXBUSY)) {
            violations.add(Violation.SLEPT_WHILE_BUSY, ECON2);
        }
        if (registers.has(ECON1, ECON1_TXRTS)) {
            registers.lower(ECON1, ECON1_TXRTS);
            transmitRequested = false;
            transmitter.cancel();
        }
        receiver.abort();
        mii.reset();
        phy.sleep(true);
    }
}
