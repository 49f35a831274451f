package dev.kogame.enc28j60.chip;

import dev.kogame.board.Deadlines;

/**
 * The PHY: its registers (DS39662 section 3.3) and the link on the cable.
 *
 * <p>The far end is taken to be found after two link pulses, which come every 16 ms; a pulled cable is noticed at once.
 */
final class Phy {
    static final int PHCON1 = 0x00;
    static final int PHSTAT1 = 0x01;
    static final int PHCON2 = 0x10;
    static final int PHSTAT2 = 0x11;
    static final int PHIE = 0x12;
    static final int PHIR = 0x13;
    static final int PHLCON = 0x14;
    /** From a cable with somebody on it to the link. */
    static final long LINK_UP_NS = 32_000_000;

    private static final int PHCON1_PRST = 0x8000;
    private static final int PHCON1_PLOOPBK = 0x4000;
    private static final int PHCON1_PPWRSV = 0x0800;
    private static final int PHCON1_PDPXMD = 0x0100;
    private static final int PHCON2_HDLDIS = 0x0100;
    private static final int PHCON2_TXDIS = 0x2000;
    private static final int PHCON2_FRCLNK = 0x4000;
    private static final int PHSTAT1_LLSTAT = 0x0004;
    private static final int PHSTAT2_TXSTAT = 0x2000;
    private static final int PHSTAT2_RXSTAT = 0x1000;
    private static final int PHSTAT2_COLSTAT = 0x0800;
    private static final int PHSTAT2_PLRITY = 0x0020;
    private static final int PHSTAT2_LSTAT = 0x0400;
    private static final int PHSTAT2_DPXSTAT = 0x0200;
    private static final int PHIE_PLNKIE = 0x0010;
    private static final int PHIE_PGEIE = 0x0002;
    private static final int PHIR_PLNKIF = 0x0010;
    private static final int PHIR_PGIF = 0x0004;

    private final ChipTime time;
    private final Faults faults;
    private final Violations violations;
    private static final int PHCON1_BITS = 0x4900;
    private static final int PHCON2_BITS = 0x6500;
    private static final int PHIE_BITS = PHIE_PLNKIE | PHIE_PGEIE;
    private static final int PHLCON_BITS = 0x3FFE;
    /** Bits that must be written as 1. */
    private static final int PHLCON_ONES = 0x3000;

    private int phcon1;
    private int phcon2;
    private int phie;
    private int phir;
    private int phlcon;
    private boolean carrier;
    private boolean link;
    /** LLSTAT latches a lost link until it is read. */
    private boolean linkWasLost;
    private boolean interrupt;
    private long linkDueNs = Deadlines.NEVER;
    private boolean asleep;
    private long sendingUntilNs;
    private long receivingUntilNs;
    private long collidingUntilNs;
    private final Dice dice;

    Phy(ChipTime time, Faults faults, Violations violations, ChipOptions options) {
        this.time = time;
        this.faults = faults;
        this.violations = violations;
        dice = new Dice(options.seed() + 16);
    }

    /** As after power-on or a system reset: the link has to be found again. */
    void reset() {
        // Erratum 16: what the LED on pin LEDB says about the duplex mode is a matter of chance.
        phcon1 = dice.oneIn(4) ? PHCON1_PDPXMD : 0;
        phcon2 = 0;
        phie = 0;
        phir = 0;
        phlcon = 0x3422;
        interrupt = false;
        link = false;
        linkWasLost = true;
        asleep = false;
        findLink();
    }

    /** Whether somebody sends link pulses on the cable. */
    void carrier(boolean present) {
        if (present == carrier) {
            return;
        }
        carrier = present;
        findLink();
        if (!present) {
            change(false);
        }
    }

    private void findLink() {
        linkDueNs = carrier && !asleep && !link ? time.nowNs + LINK_UP_NS : Deadlines.NEVER;
    }

    /** Power save of the chip or of the PHY alone: without its clock it loses the link, and finds it again afterwards. */
    void sleep(boolean sleeps) {
        asleep = sleeps;
        if (sleeps) {
            change(false);
        }
        findLink();
    }

    /** When the link comes up, if nothing changes until then. */
    long linkDueNs() {
        return linkDueNs;
    }

    void linkFound() {
        linkDueNs = Deadlines.NEVER;
        change(true);
    }

    private void change(boolean up) {
        if (up == link) {
            return;
        }
        link = up;
        linkWasLost |= !up;
        phir |= PHIR_PLNKIF;
        if ((phie & PHIE_PLNKIE) != 0) {
            phir |= PHIR_PGIF;
            interrupt |= (phie & PHIE_PGEIE) != 0;
        }
    }

    /** Whether what the MAC sends gets onto the cable. */
    boolean sends() {
        return link() && (phcon2 & PHCON2_TXDIS) == 0;
    }

    /** Whether what the MAC sends comes back without getting onto the cable. */
    boolean loopback() {
        return (phcon1 & PHCON1_PLOOPBK) != 0;
    }

    void sending(long untilNs) {
        sendingUntilNs = untilNs;
    }

    void receiving(long untilNs) {
        receivingUntilNs = untilNs;
    }

    void colliding(long untilNs) {
        collidingUntilNs = untilNs;
    }

    boolean link() {
        return link || (phcon2 & PHCON2_FRCLNK) != 0;
    }

    /** What EIR.LINKIF shows: a change of the link nobody has fetched from PHIR yet. */
    boolean interrupt() {
        return interrupt;
    }

    boolean fullDuplex() {
        return (phcon1 & PHCON1_PDPXMD) != 0;
    }

    boolean loopbackDisabled() {
        return (phcon2 & PHCON2_HDLDIS) != 0;
    }

    int read(int register) {
        return switch (register) {
            case PHCON1 -> phcon1;
            case PHSTAT1 -> {
                int latched = linkWasLost ? 0 : PHSTAT1_LLSTAT;
                linkWasLost = !link();
                yield 0x1800 | latched;
            }
            case 0x02 -> 0x0083;
            case 0x03 -> 0x1400;
            case PHCON2 -> phcon2;
            case PHSTAT2 -> state();
            case PHIE -> phie;
            case PHIR -> {
                int was = phir;
                if (!faults.phirStuck()) {
                    phir = 0;
                    interrupt = false;
                }
                yield was;
            }
            case PHLCON -> phlcon;
            default -> 0;
        };
    }

    /** The bits that must be written as 0. */
    private static int reserved(int register) {
        int bits = switch (register) {
            case PHCON1 -> PHCON1_BITS | PHCON1_PRST;
            case PHCON2 -> PHCON2_BITS;
            case PHIE -> PHIE_BITS;
            case PHLCON -> PHLCON_BITS;
            default -> 0xFFFF;
        };
        return ~bits & 0xFFFF;
    }

    private int state() {
        int state = link() ? PHSTAT2_LSTAT : 0;
        state |= fullDuplex() ? PHSTAT2_DPXSTAT : 0;
        state |= faults.reversePolarity() ? PHSTAT2_PLRITY : 0;
        state |= time.nowNs < sendingUntilNs ? PHSTAT2_TXSTAT : 0;
        state |= time.nowNs < receivingUntilNs ? PHSTAT2_RXSTAT : 0;
        state |= time.nowNs < collidingUntilNs ? PHSTAT2_COLSTAT : 0;
        return state;
    }

    void write(int register, int value) {
        if ((value & reserved(register)) != 0 || register == PHLCON && (value & PHLCON_ONES) != PHLCON_ONES) {
            violations.add(Violation.RESERVED_BIT_SET, Registers.MIWR);
        }
        switch (register) {
            case PHCON1 -> {
                if ((value & PHCON1_PRST) != 0) {
                    reset();
                } else {
                    boolean sleeps = (value & PHCON1_PPWRSV) != 0;
                    if (sleeps != ((phcon1 & PHCON1_PPWRSV) != 0)) {
                        sleep(sleeps);
                    }
                    phcon1 = value & PHCON1_BITS;
                }
            }
            case PHCON2 -> phcon2 = value & PHCON2_BITS;
            case PHIE -> phie = value & PHIE_BITS;
            case PHLCON -> phlcon = value & PHLCON_BITS;
            default -> {
                // Constant, read-only or not there.
            }
        }
    }
}
