package dev.kogame.enc28j60;

import static dev.kogame.enc28j60.Registers.ECOCON;
import static dev.kogame.enc28j60.Registers.ECON1;
import static dev.kogame.enc28j60.Registers.ECON1_BSEL;
import static dev.kogame.enc28j60.Registers.ECON1_RXEN;
import static dev.kogame.enc28j60.Registers.ECON1_RXRST;
import static dev.kogame.enc28j60.Registers.ECON1_TXRST;
import static dev.kogame.enc28j60.Registers.ECON2;
import static dev.kogame.enc28j60.Registers.ECON2_AUTOINC;
import static dev.kogame.enc28j60.Registers.EIE;
import static dev.kogame.enc28j60.Registers.EIE_INTIE;
import static dev.kogame.enc28j60.Registers.EIR;
import static dev.kogame.enc28j60.Registers.EIR_LINKIF;
import static dev.kogame.enc28j60.Registers.EIR_PKTIF;
import static dev.kogame.enc28j60.Registers.EIR_RXERIF;
import static dev.kogame.enc28j60.Registers.EIR_TXERIF;
import static dev.kogame.enc28j60.Registers.EIR_TXIF;
import static dev.kogame.enc28j60.Registers.EREVID;
import static dev.kogame.enc28j60.Registers.ERXFCON;
import static dev.kogame.enc28j60.Registers.ERXND;
import static dev.kogame.enc28j60.Registers.ERXST;
import static dev.kogame.enc28j60.Registers.ESTAT;
import static dev.kogame.enc28j60.Registers.ESTAT_BIT3;
import static dev.kogame.enc28j60.Registers.ESTAT_BUFER;
import static dev.kogame.enc28j60.Registers.ESTAT_CLKRDY;
import static dev.kogame.enc28j60.Registers.MAADR_OCTET0;
import static dev.kogame.enc28j60.Registers.MAADR_OCTET1;
import static dev.kogame.enc28j60.Registers.MAADR_OCTET2;
import static dev.kogame.enc28j60.Registers.MAADR_OCTET3;
import static dev.kogame.enc28j60.Registers.MAADR_OCTET4;
import static dev.kogame.enc28j60.Registers.MAADR_OCTET5;
import static dev.kogame.enc28j60.Registers.MABBIPG;
import static dev.kogame.enc28j60.Registers.MACON1;
import static dev.kogame.enc28j60.Registers.MACON3;
import static dev.kogame.enc28j60.Registers.MACON4;
import static dev.kogame.enc28j60.Registers.MAIPGH;
import static dev.kogame.enc28j60.Registers.MAIPGL;
import static dev.kogame.enc28j60.Registers.MAMXFLH;
import static dev.kogame.enc28j60.Registers.MAMXFLL;
import static dev.kogame.enc28j60.Registers.PHCON1;
import static dev.kogame.enc28j60.Registers.PHCON2;
import static dev.kogame.enc28j60.Registers.PHIE;
import static dev.kogame.enc28j60.Registers.PHIR;
import static dev.kogame.enc28j60.Registers.PHLCON;

/** The script that turns a chip fresh from reset into a configured one, each register that matters read back. */
final class Configuration {
    /** {@link #held}: yes. */
    static final int HELD = 0;
    /** {@link #held}: no, it has lost something. */
    static final int LOST = 1;
    /** The interrupts in use: packets, link, and errors of both directions. Transmit success needs none. */
    static final int INTERRUPTS = EIR_PKTIF | EIR_LINKIF | EIR_TXERIF | EIR_RXERIF;
    /** What EIE holds while the chip is up. */
    static final int EIE_UP = EIE_INTIE | INTERRUPTS;
    /** What of ECON1 stays the same while the chip is up: nothing but RXEN is set. */
    static final int ECON1_UP_MASK = ECON1_TXRST | ECON1_RXRST | ECON1_RXEN | ECON1_BSEL;

    /** Frames to the own address, to everybody, and by hash table, with a valid frame check sequence. */
    private static final int FILTERS = 0x80 | 0x20 | 0x04 | 0x01;
    private static final int LONGEST_FRAME = 1518;
    private static final int MARXEN = 0x01;
    /** Pad to 60 octets, append the frame check sequence, check length fields. */
    private static final int MACON3_RULES = 0x32;
    private static final int FULDPX = 0x01;
    private static final int DEFER = 0x40;
    private static final int PDPXMD = 0x0100;
    private static final int HDLDIS = 0x0100;
    /** LED A shows the link, LED B traffic, stretched so that an eye sees it. */
    private static final int LEDS = 0x3476;
    private static final int LINK_INTERRUPT = 0x0012;

    private final ChipAccess chip;
    private final Enc28j60Config config;
    private final GroupFilter groups;
    private final ReceiveRing ring;
    private final TransmitSlots slots;
    private final Fault fault;
    /** What is read back after it was written, and once a second from then on: the registers bank by bank, in one run. */
    private final int[] expectedIn = new int[17];
    private final int[] expectedValue = new int[17];
    private final int[] tickets = new int[17];
    private int expected;

    Configuration(ChipAccess chip, Enc28j60Config config, GroupFilter groups, ReceiveRing ring, TransmitSlots slots,
            Fault fault) {
        this.chip = chip;
        this.config = config;
        this.groups = groups;
        this.ring = ring;
        this.slots = slots;
        this.fault = fault;
        expect(ECON2, ECON2_AUTOINC);
        expect(ERXST, ReceiveRing.FIRST & 0xFF);
        expect(ERXST + 1, ReceiveRing.FIRST >> 8);
        expect(ERXND, ReceiveRing.LAST & 0xFF);
        expect(ERXND + 1, ReceiveRing.LAST >> 8);
        expect(ERXFCON, FILTERS);
        expect(MACON1, MARXEN);
        expect(MACON3, macon3());
        expect(MABBIPG, gap());
        expect(MAMXFLL, LONGEST_FRAME & 0xFF);
        expect(MAMXFLH, LONGEST_FRAME >> 8);
        expect(MAADR_OCTET0, octet(0));
        expect(MAADR_OCTET1, octet(1));
        expect(MAADR_OCTET2, octet(2));
        expect(MAADR_OCTET3, octet(3));
        expect(MAADR_OCTET4, octet(4));
        expect(MAADR_OCTET5, octet(5));
    }

    /** Runs the whole script, some hundred cycles; false leaves the reason in the {@link Fault}. */
    boolean apply() {
        return identify() && buffers() && mac() && verify() && phy() && enable();
    }

    /** Erratum 2: CLKRDY alone proves nothing, so the caller has waited; bit 3 reads 1 only where nobody answers. */
    private boolean identify() {
        int estat = chip.read(ESTAT);
        int erevid = chip.read(EREVID);
        if (chip.run() < 0) {
            return busFailed();
        }
        int revision = chip.value(erevid);
        if (revision != 0x02 && revision != 0x04 && revision != 0x05 && revision != 0x06) {
            return fault.is(Fault.IDENTITY, EREVID, 0x06, revision);
        }
        int status = chip.value(estat);
        if ((status & (ESTAT_CLKRDY | ESTAT_BIT3)) != ESTAT_CLKRDY) {
            return fault.is(Fault.CLOCK, ESTAT, ESTAT_CLKRDY, status);
        }
        return true;
    }

    private boolean busFailed() {
        return fault.is(Fault.BUS, 0, 0, chip.errno());
    }

    private boolean buffers() {
        chip.write(ECON2, ECON2_AUTOINC);
        ring.queueBounds();
        slots.queueStart();
        if (chip.run() < 0) {
            return busFailed();
        }
        groups.queue(chip);
        chip.write(ERXFCON, FILTERS);
        return chip.run() == 0 || busFailed();
    }

    /**
     * The figures of DS39662 section 6.5. In full duplex RXPAUS stays off: a partner's pause frame would hold the transmitter
     * for up to 3.4 s without a sign, which cannot be told from one that is stuck.
     */
    private boolean mac() {
        boolean fullDuplex = config.fullDuplex();
        chip.write(MACON1, MARXEN);
        chip.write(MACON3, macon3());
        chip.write(MACON4, DEFER);
        chip.write(MABBIPG, gap());
        chip.write(MAIPGL, 0x12);
        chip.write(MAIPGH, fullDuplex ? 0x00 : 0x0C);
        chip.write(MAMXFLL, LONGEST_FRAME & 0xFF);
        chip.write(MAMXFLH, LONGEST_FRAME >> 8);
        chip.write(MAADR_OCTET0, octet(0));
        chip.write(MAADR_OCTET1, octet(1));
        chip.write(MAADR_OCTET2, octet(2));
        chip.write(MAADR_OCTET3, octet(3));
        chip.write(MAADR_OCTET4, octet(4));
        chip.write(MAADR_OCTET5, octet(5));
        chip.write(ECOCON, 0);
        return chip.run() == 0 || busFailed();
    }

    private int gap() {
        return config.fullDuplex() ? 0x15 : 0x12;
    }

    private int macon3() {
        return MACON3_RULES | (config.fullDuplex() ? FULDPX : 0);
    }

    private int octet(int i) {
        return (int) (config.macAddress() >>> 40 - 8 * i) & 0xFF;
    }

    private void expect(int register, int value) {
        expectedIn[expected] = register;
        expectedValue[expected++] = value;
    }

    /** Queues reading everything that is {@link #expect}ed. */
    private void queueExpected() {
        for (int i = 0; i < expected; i++) {
            tickets[i] = chip.read(expectedIn[i]);
        }
        chip.home();
    }

    /** The first of the registers read that holds something else, or -1. */
    private int firstDifferent() {
        for (int i = 0; i < expected; i++) {
            if (chip.value(tickets[i]) != expectedValue[i]) {
                return i;
            }
        }
        return -1;
    }

    /** Erratum 1: MAC registers may lose writes at a slow clock. */
    private boolean verify() {
        queueExpected();
        if (chip.run() < 0) {
            return busFailed();
        }
        int different = firstDifferent();
        return different < 0 || fault.is(Fault.READ_BACK, expectedIn[different], expectedValue[different],
                chip.value(tickets[different]));
    }

    /**
     * Whether the chip that is up still holds what was written once, in two runs: {@link #HELD}, {@link #LOST},
     * {@link ChipAccess#BUS_FAILED}. Octets may have changed unseen on the bus, or all of them when the supply dropped.
     */
    int held() {
        int enabled = chip.read(EIE);
        int econ1 = chip.read(ECON1);
        queueExpected();
        if (chip.run() < 0) {
            return ChipAccess.BUS_FAILED;
        }
        if (chip.value(enabled) != EIE_UP || (chip.value(econ1) & ECON1_UP_MASK) != ECON1_RXEN
                || firstDifferent() >= 0) {
            return LOST;
        }
        groups.queueRead(chip);
        slots.queueRead();
        ring.readElsewhere();
        if (chip.run() < 0) {
            return ChipAccess.BUS_FAILED;
        }
        return groups.held(chip) && slots.held() ? HELD : LOST;
    }

    /** Erratum 16: PDPXMD is not left to its strap. Erratum 9: own frames must not return in half duplex. */
    private boolean phy() {
        int phcon1 = config.fullDuplex() ? PDPXMD : 0;
        return writePhy(PHCON1, phcon1) && writePhy(PHCON2, HDLDIS) && writePhy(PHLCON, LEDS)
                && writePhy(PHIE, LINK_INTERRUPT) && readPhy(PHIR) >= 0 && verifyDuplex(phcon1);
    }

    private boolean verifyDuplex(int expected) {
        int seen = readPhy(PHCON1);
        return seen == expected || seen >= 0 && fault.is(Fault.READ_BACK, PHCON1, expected >> 8, seen >> 8);
    }

    private boolean writePhy(int register, int value) {
        int outcome = chip.writePhy(register, value);
        return outcome == 0 || phyFailed(register, outcome);
    }

    private int readPhy(int register) {
        int value = chip.readPhy(register);
        if (value < 0) {
            phyFailed(register, value);
        }
        return value;
    }

    private boolean phyFailed(int register, int outcome) {
        return outcome == ChipAccess.MII_BUSY ? fault.is(Fault.MANAGEMENT, register, 0, 0) : busFailed();
    }

    private boolean enable() {
        chip.home();
        chip.clearBits(EIR, EIR_TXIF | EIR_TXERIF | EIR_RXERIF);
        chip.clearBits(ESTAT, ESTAT_BUFER);
        chip.write(EIE, EIE_UP);
        chip.setBits(ECON1, ECON1_RXEN);
        slots.restarted();
        return chip.run() == 0 || busFailed();
    }
}
