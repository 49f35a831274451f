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
    private static final int PHCON1_PDPXMD = 0x0100;
    private static final int PHCON2_HDLDIS = 0x0100;
    private static final int PHCON2_FRCLNK = 0x4000;
    private static final int PHSTAT1_LLSTAT = 0x0004;
    private static final int PHSTAT2_LSTAT = 0x0400;
    private static final int PHSTAT2_DPXSTAT = 0x0200;
    private static final int PHIE_PLNKIE = 0x0010;
    private static final int PHIE_PGEIE = 0x0002;
    private static final int PHIR_PLNKIF = 0x0010;
    private static final int PHIR_PGIF = 0x0004;

    private final ChipTime time;
    private final Faults faults;
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

    Phy(ChipTime time, Faults faults) {
        this.time = time;
        this.faults = faults;
        phlcon = 0x3422;
    }

    /** As after power-on or a system reset: the link has to be found again. */
    void reset() {
        phcon1 = 0;
        phcon2 = 0;
        phie = 0;
        phir = 0;
        phlcon = 0x3422;
        interrupt = false;
        link = false;
        linkWasLost = true;
        linkDueNs = carrier ? time.nowNs + LINK_UP_NS : Deadlines.NEVER;
    }

    /** Whether somebody sends link pulses on the cable. */
    void carrier(boolean present) {
        if (present == carrier) {
            return;
        }
        carrier = present;
        if (present) {
            linkDueNs = time.nowNs + LINK_UP_NS;
        } else {
            linkDueNs = Deadlines.NEVER;
            change(false);
        }
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
            case PHSTAT2 -> (link() ? PHSTAT2_LSTAT : 0) | (fullDuplex() ? PHSTAT2_DPXSTAT : 0);
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

    void write(int register, int value) {
        switch (register) {
            case PHCON1 -> {
                if ((value & PHCON1_PRST) != 0) {
                    reset();
                } else {
                    phcon1 = value & 0x4D00;
                }
            }
            case PHCON2 -> phcon2 = value & 0x6500;
            case PHIE -> phie = value & (PHIE_PLNKIE | PHIE_PGEIE);
            case PHLCON -> phlcon = value & 0x3FFE;
            default -> {
                // Constant, read-only or not there.
            }
        }
    }
}
