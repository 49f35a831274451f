package dev.kogame.enc28j60.chip;

import dev.kogame.board.Deadlines;

/**
 * What can be made to go wrong with an {@link Enc28j60Chip}, beyond the errata that it has anyway.
 *
 * <p>A fault is ordered here and happens later, at its time, by its chance or its count; what is to happen at once is a method
 * of the chip ({@link Enc28j60Chip#powerCycle}, {@link Enc28j60Chip#link}, {@link Enc28j60Chip#poke}). Chances come from the
 * chip's seed, so that a run can be repeated. What a fault on the SPI lines makes of a cycle is not counted as a violation.
 *
 * <p>One thread, that of the chip. Nothing here allocates or throws.
 */
public final class Faults {
    private static final long NEVER_CYCLE = -1;

    private final ChipTime time;
    private final Dice dice;

    private int pktifHidden;
    private int pktifStale;
    private boolean pktifBefore;
    private boolean packetCounterStuck;
    private long headerBits;
    private int headersToFlip;
    private int nextPointer;
    private int pointersToReplace;
    private boolean deafAfterOverflow;
    private TransmitFault transmitFault = TransmitFault.NONE;
    private int transmitFaults;
    private int collisions;
    private int collisionAfter;
    private int collisionChance;
    private boolean farEndFullDuplex;
    private boolean reversePolarity;
    private boolean miiStuck;
    private boolean phirStuck;
    private long brownOutNs = Deadlines.NEVER;
    private long brownOutCycle = NEVER_CYCLE;
    private long flapNs = Deadlines.NEVER;
    private long flapDownNs;
    private long flapUpNs;
    private int flapChanges;
    private int flipRead;
    private int flipWritten;
    private int misoStuck = -1;
    private boolean misoEchoes;
    private long dropCycle = NEVER_CYCLE;
    private int dropOctets;
    private boolean dropReselects;
    private boolean dropping;

    Faults(ChipTime time, long seed) {
        this.time = time;
        dice = new Dice(~seed);
    }

    /** Takes every fault back that has been ordered and has not happened yet. */
    public void none() {
        pktifHidden(0);
        pktifStale(0);
        packetCounterStuck(false);
        flipHeaderBits(0, 0);
        nextPointer(0, 0);
        deafAfterOverflow(false);
        transmit(TransmitFault.NONE, 0);
        collide(0, 0);
        collideByChance(0);
        farEndFullDuplex(false);
        reversePolarity(false);
        miiStuck(false);
        phirStuck(false);
        brownOutNs = Deadlines.NEVER;
        brownOutCycle = NEVER_CYCLE;
        flapNs = Deadlines.NEVER;
        flapChanges = 0;
        flipReadBits(0);
        flipWrittenBits(0);
        misoStuck(-1);
        misoEchoes(false);
        dropCycle = NEVER_CYCLE;
    }

    /** EIR.PKTIF reads 0 in one of {@code n} cases: 1 is always, 0 only as often as erratum 6 has it. The pin is not concerned. */
    public void pktifHidden(int n) {
        pktifHidden = n;
    }

    /** EIR.PKTIF reads in one of {@code n} cases what was true when EIR was read last: 1 is always, 0 never. */
    public void pktifStale(int n) {
        pktifStale = n;
    }

    /** PKTDEC has no effect, so that EPKTCNT never gets to 0, and the interrupt line stays low. */
    public void packetCounterStuck(boolean stuck) {
        packetCounterStuck = stuck;
    }

    /**
     * The headers of the next {@code packets} packets are stored with these bits turned over.
     *
     * @param bits bit 0 is bit 0 of the header's first octet, bit 47 bit 7 of its last: 15..0 next packet pointer, 31..16 octets,
     *        47..32 status
     */
    public void flipHeaderBits(long bits, int packets) {
        headerBits = bits;
        headersToFlip = packets;
    }

    /** The headers of the next {@code packets} packets name {@code pointer} (0 to 0xFFFF) as the place of the next packet. */
    public void nextPointer(int pointer, int packets) {
        nextPointer = pointer;
        pointersToReplace = packets;
    }

    /** After an overflow the receiver stays deaf until RXRST, without a sign in any register. */
    public void deafAfterOverflow(boolean deaf) {
        deafAfterOverflow = deaf;
    }

    /** Makes something happen to the next {@code times} attempts to send a frame. */
    public void transmit(TransmitFault fault, int times) {
        transmitFault = times > 0 ? fault : TransmitFault.NONE;
        transmitFaults = times;
    }

    /**
     * In half duplex the next {@code attempts} attempts to send collide. The chip jams, backs off and tries again by itself, or
     * aborts if they are more than MACLCON1 allows or come later than MACLCON2 allows.
     *
     * @param afterOctets how much of the frame has gone out by then, preamble not counted; 64 and more is a late collision
     */
    public void collide(int attempts, int afterOctets) {
        collisions = attempts;
        collisionAfter = afterOctets;
    }

    /** In half duplex one of {@code n} attempts to send collides, none of them late: 1 is always, 0 never. */
    public void collideByChance(int n) {
        collisionChance = n;
    }

    /** Duplex mismatch: the far end takes the cable for full duplex and sends whenever it likes. */
    public void farEndFullDuplex(boolean fullDuplex) {
        farEndFullDuplex = fullDuplex;
    }

    /** The receive pair is connected the wrong way round, which erratum 7 keeps the chip from making good: it hears nothing. */
    public void reversePolarity(boolean reversed) {
        reversePolarity = reversed;
    }

    /** MISTAT.BUSY stays set for ever once an access has begun, or not. */
    public void miiStuck(boolean stuck) {
        miiStuck = stuck;
    }

    /** Reading PHIR clears neither it nor EIR.LINKIF. */
    public void phirStuck(boolean stuck) {
        phirStuck = stuck;
    }

    /** In {@code delayNs} of the chip's time the supply breaks down for a moment: every register returns to its reset value. */
    public void brownOutIn(long delayNs) {
        brownOutNs = Deadlines.after(time.nowNs, delayNs);
    }

    /** The same before the SPI cycle that follows {@code cycles} more, also in the middle of a run. */
    public void brownOutAfter(long cycles) {
        brownOutCycle = cycles + 1;
    }

    /** The cable is pulled now for {@code downNs} and plugged in for {@code upNs}, {@code times} times; then it stays in. */
    public void flapLink(long downNs, long upNs, int times) {
        flapDownNs = downNs;
        flapUpNs = upNs;
        flapChanges = 2 * times;
        flapNs = times > 0 ? time.nowNs : Deadlines.NEVER;
    }

    /** Turns one bit over in one of {@code n} octets that the host reads; 0 is never. */
    public void flipReadBits(int n) {
        flipRead = n;
    }

    /** Turns one bit over in one of {@code n} octets that the host sends, command octets included; 0 is never. */
    public void flipWrittenBits(int n) {
        flipWritten = n;
    }

    /** Every octet that the host reads is {@code octet}, though the chip goes on as always; -1 mends it. */
    public void misoStuck(int octet) {
        misoStuck = octet;
    }

    /** Every octet that the host reads is the command octet of its cycle: MISO hangs on MOSI, or the chip is not there. */
    public void misoEchoes(boolean echoes) {
        misoEchoes = echoes;
    }

    /**
     * In the SPI cycle that follows {@code cycles} more, chip select rises after {@code dataOctets} data octets. What the host
     * reads after that is 0xFF.
     *
     * @param reselects whether chip select falls again at once, so that the next octet is taken for a command; a host that reads
     *        sends zeros, which is RCR of address 0
     */
    public void dropSelect(long cycles, int dataOctets, boolean reselects) {
        dropCycle = cycles;
        dropOctets = dataOctets;
        dropReselects = reselects;
    }

    /** What EIR.PKTIF shows, where {@code truth} would be right. */
    boolean pktif(boolean truth) {
        boolean before = pktifBefore;
        pktifBefore = truth;
        if (pktifHidden > 0 && dice.oneIn(pktifHidden)) {
            return false;
        }
        return pktifStale > 0 && dice.oneIn(pktifStale) ? before : truth;
    }

    boolean packetCounterStuck() {
        return packetCounterStuck;
    }

    boolean deafAfterOverflow() {
        return deafAfterOverflow;
    }

    boolean miiStuck() {
        return miiStuck;
    }

    boolean phirStuck() {
        return phirStuck;
    }

    /** A packet's header is about to be stored. */
    void damage(byte[] header) {
        if (pointersToReplace > 0) {
            pointersToReplace--;
            header[0] = (byte) nextPointer;
            header[1] = (byte) (nextPointer >> 8);
        }
        if (headersToFlip > 0) {
            headersToFlip--;
            for (int i = 0; i < header.length; i++) {
                header[i] ^= (byte) (headerBits >>> 8 * i);
            }
        }
    }

    /** What is to happen to the frame that the host wants to send. */
    TransmitFault takeTransmitFault() {
        TransmitFault now = transmitFault;
        if (--transmitFaults <= 0) {
            transmitFault = TransmitFault.NONE;
        }
        return now;
    }

    /** After how many octets behind the preamble the attempt that begins is to collide, or -1. */
    int collisionAfter() {
        if (collisions > 0) {
            collisions--;
            return collisionAfter;
        }
        return collisionChance > 0 && dice.oneIn(collisionChance) ? dice.below(56) : -1;
    }

    boolean farEndFullDuplex() {
        return farEndFullDuplex;
    }

    boolean reversePolarity() {
        return reversePolarity;
    }

    /** When the next thing ordered for a time happens, or {@link Deadlines#NEVER}. */
    long dueNs() {
        return Math.min(brownOutNs, flapNs);
    }

    /** Whether the supply breaks down now, at the time that is due. */
    boolean takeBrownOut() {
        if (brownOutNs > flapNs) {
            return false;
        }
        brownOutNs = Deadlines.NEVER;
        return true;
    }

    /** Whether the cable is in after the change that is due now. */
    boolean takeFlap() {
        flapChanges--;
        boolean up = (flapChanges & 1) == 0;
        flapNs = flapChanges == 0 ? Deadlines.NEVER : flapNs + (up ? flapUpNs : flapDownNs);
        return up;
    }

    /** A SPI cycle begins; whether the supply breaks down before it. */
    boolean takeCycle() {
        dropping = dropCycle == 0;
        dropCycle -= dropCycle >= 0 ? 1 : 0;
        if (brownOutCycle > 0 && --brownOutCycle == 0) {
            brownOutCycle = NEVER_CYCLE;
            return true;
        }
        return false;
    }

    /** How many of its data octets the cycle gets before chip select drops. */
    int octetsBeforeDrop(int octets) {
        return dropping ? Math.min(octets, dropOctets) : octets;
    }

    boolean dropReselects() {
        return dropReselects;
    }

    /** Whether octets on their way to the chip may change. */
    boolean flipsWritten() {
        return flipWritten > 0;
    }

    int written(int octet) {
        return flipWritten > 0 && dice.oneIn(flipWritten) ? octet ^ 1 << dice.below(8) : octet;
    }

    /** What becomes of the octets that the chip gave in answer to a command. */
    void read(int command, byte[] into, int at, int octets) {
        if (flipRead > 0) {
            for (int i = 0; i < octets; i++) {
                if (dice.oneIn(flipRead)) {
                    into[at + i] ^= (byte) (1 << dice.below(8));
                }
            }
        }
        if (misoEchoes || misoStuck >= 0) {
            for (int i = 0; i < octets; i++) {
                into[at + i] = (byte) (misoEchoes ? command : misoStuck);
            }
        }
    }
}
