package dev.kogame.enc28j60.chip;

import static dev.kogame.enc28j60.chip.Registers.MACON3;
import static dev.kogame.enc28j60.chip.Registers.MACON3_FULDPX;

import dev.kogame.board.Deadlines;
import dev.kogame.board.EthernetPort;

/**
 * The cable: when it is free, who uses it, and what goes over it.
 *
 * <p>In full duplex each direction has a wire of its own. In half duplex both share one as in IEEE 802.3 clause 4: who wants to
 * send waits for it to be free and for the gap, and if both begin at once they collide and back off. The far end keeps its frame
 * meanwhile and gives up after 16 attempts.
 */
final class Wire {
    private static final int SLOT_NS = 64 * Receiver.OCTET_NS;
    /** How much later the far end may begin without having heard the chip: 100 m of cable and two transceivers. */
    private static final int COLLISION_WINDOW_NS = 1_000;
    private static final int COLLISION_NS = 12 * Receiver.OCTET_NS;
    private static final int MOST_ATTEMPTS = 16;

    private final ChipTime time;
    private final EthernetPort medium;
    private final Registers registers;
    private final Phy phy;
    private final Transmitter transmitter;
    private final Receiver receiver;
    private final FlowControl flow;
    private final Faults faults;
    private final Dice dice;

    /** The time of the last poll, which is what the medium knows. */
    private long polledNs;
    private long receiveFreeNs;
    private long transmitFreeNs;
    /** When the far end can begin its next frame as far as its own last one is concerned. */
    private long farFreeNs;
    /** When to look at the medium for a frame next, or NEVER if only a poll can bring one. */
    private long lookNs = Deadlines.NEVER;
    /** A frame that the far end could not get rid of yet, in the receiver's buffer: its octets, or 0. */
    private int farOctets;
    private int farAttempts;
    private boolean plugged = true;
    private long framesSent;
    private long framesUnsent;
    private long collisions;

    Wire(ChipTime time, EthernetPort medium, Registers registers, Phy phy, Transmitter transmitter, Receiver receiver,
            FlowControl flow, Faults faults, ChipOptions options) {
        this.time = time;
        this.medium = medium;
        this.registers = registers;
        this.phy = phy;
        this.transmitter = transmitter;
        this.receiver = receiver;
        this.flow = flow;
        this.faults = faults;
        dice = new Dice(options.seed() + 9);
    }

    int poll(long nowNs) {
        polledNs = nowNs;
        return medium.poll(nowNs);
    }

    /** When the medium wants its turn, or may have a frame, in its own time. */
    long mediumDueNs() {
        return flow.jams() ? Deadlines.NEVER : medium.nextDeadlineNs();
    }

    /** When the far end can begin to send. */
    long farFreeNs() {
        return mismatch() ? farFreeNs : receiveFreeNs;
    }

    long lookNs() {
        return lookNs;
    }

    /** Whether it is worth looking at the medium once more, since it has just been polled. */
    boolean lookAgain() {
        if (lookNs != Deadlines.NEVER) {
            return false;
        }
        lookNs = Math.max(time.nowNs, farFreeNs());
        return true;
    }

    /** Plugs the cable in, or pulls it out. */
    void plug(boolean in) {
        plugged = in;
        feelCarrier();
    }

    void feelCarrier() {
        phy.carrier(plugged && medium.linkUp());
    }

    private boolean fullDuplex() {
        return registers.has(MACON3, MACON3_FULDPX);
    }

    private boolean mismatch() {
        return faults.farEndFullDuplex() && !fullDuplex();
    }

    /** TXRTS has risen. */
    void transmit() {
        if (transmitter.request()) {
            begin();
        }
    }

    /** The transmitter is due: it begins, has collided, or is done. */
    void transmitterDue() {
        if (transmitter.waiting()) {
            begin();
        } else if (transmitter.colliding()) {
            collided();
        } else {
            sent();
        }
    }

    private void begin() {
        boolean fullDuplex = fullDuplex();
        long freeNs = fullDuplex
                ? Math.max(transmitFreeNs, transmitter.pausedUntilNs())
                : Math.max(transmitFreeNs, receiveFreeNs);
        if (transmitter.tired()) {
            transmitter.giveUp();
            framesUnsent++;
            return;
        }
        if (freeNs > time.nowNs) {
            transmitter.waitUntil(freeNs, !fullDuplex);
            return;
        }
        transmitter.begin();
        if (!fullDuplex && !transmitter.colliding() && lookNs <= time.nowNs + COLLISION_WINDOW_NS && fetch()) {
            bothCollide();
        }
        occupyBySending();
    }

    private void occupyBySending() {
        transmitFreeNs = transmitter.freeAfterNs();
        phy.sending(transmitter.dueNs());
        if (transmitter.colliding()) {
            phy.colliding(transmitter.dueNs());
        }
        if (!fullDuplex()) {
            receiveFreeNs = Math.max(receiveFreeNs, transmitFreeNs);
        }
    }

    /** Both ends have begun. */
    private void bothCollide() {
        transmitter.collideNow();
        farAttempts++;
        long freeNs = time.nowNs + COLLISION_NS + Receiver.GAP_NS;
        if (farAttempts == MOST_ATTEMPTS) {
            farOctets = 0;
            lookNs = freeNs;
        } else {
            lookNs = freeNs + (long) dice.below(1 << Math.min(10, farAttempts)) * SLOT_NS;
        }
    }

    private void collided() {
        collisions++;
        long freeNs = Math.max(time.nowNs + Receiver.GAP_NS, mismatch() ? farFreeNs : 0);
        transmitFreeNs = freeNs;
        receiveFreeNs = freeNs;
        if (transmitter.collided()) {
            framesUnsent++;
        } else {
            transmitter.waitUntil(freeNs + (long) transmitter.backOff() * SLOT_NS, false);
        }
    }

    private void sent() {
        boolean whole = transmitter.complete() && transmitter.octets() <= EthernetPort.MAX_FRAME_OCTETS;
        if (phy.loopback()) {
            // Erratum 10: in full duplex some get lost.
            if (whole && !(fullDuplex() && dice.oneIn(4))) {
                receiver.loopBack(transmitter.frame(), transmitter.octets());
            }
            return;
        }
        if (whole && phy.sends()
                && medium.transmit(transmitter.frame(), 0, transmitter.octets(), polledNs) == EthernetPort.SENT) {
            framesSent++;
        } else {
            framesUnsent++;
        }
        // Erratum 9: in half duplex own frames return now and then unless the loopback is disabled.
        if (whole && farOctets == 0 && !fullDuplex() && !phy.loopbackDisabled() && dice.oneIn(4)) {
            receiver.loopBack(transmitter.frame(), transmitter.octets());
        }
    }

    /** A pause frame of the chip's own is due. */
    void pauseDue() {
        if (transmitFreeNs > time.nowNs) {
            flow.waitUntil(transmitFreeNs);
            return;
        }
        byte[] frame = flow.take();
        if (phy.sends()) {
            medium.transmit(frame, 0, FlowControl.FRAME_OCTETS, polledNs);
        }
        int octets = Receiver.PREAMBLE_OCTETS + FlowControl.FRAME_OCTETS + Receiver.FCS_OCTETS;
        transmitFreeNs = time.nowNs + (long) octets * Receiver.OCTET_NS + Receiver.GAP_NS;
    }

    /** Takes a frame from the medium if the wire is free for it; 1 if one began. */
    int look() {
        if (flow.jams()) {
            lookNs = Deadlines.NEVER;
            return 0;
        }
        boolean mismatch = mismatch();
        if (time.nowNs < farFreeNs()) {
            lookNs = farFreeNs();
            return 0;
        }
        if (!fetch()) {
            return farOctets == EthernetPort.NONE ? 0 : 1;
        }
        if (mismatch && (transmitter.sending() || transmitter.colliding())) {
            ruin();
        } else if (!fullDuplex() && transmitter.waiting()
                && transmitter.dueNs() <= time.nowNs + COLLISION_WINDOW_NS) {
            transmitter.begin();
            bothCollide();
            occupyBySending();
        } else {
            int octets = farOctets;
            farOctets = 0;
            receiver.begin(octets, hears());
            occupyByReceiving();
        }
        return 1;
    }

    /** Whether the far end has a frame, which then stands in the receiver's buffer. {@code farOctets} may tell an error. */
    private boolean fetch() {
        if (farOctets <= 0) {
            farAttempts = 0;
            farOctets = medium.receive(receiver.frame(), 0, Receiver.CAPACITY, polledNs);
            if (farOctets <= 0) {
                lookNs = Deadlines.NEVER;
            }
        }
        return farOctets > 0;
    }

    /** Duplex mismatch: the far end's frame runs into the one that the chip sends, and neither notices what the other does. */
    private void ruin() {
        if (transmitter.sending()) {
            transmitter.collideNow();
            phy.colliding(transmitter.dueNs());
        }
        int octets = Receiver.PREAMBLE_OCTETS + Math.max(60, farOctets) + Receiver.FCS_OCTETS;
        farOctets = 0;
        farFreeNs = time.nowNs + (long) octets * Receiver.OCTET_NS + Receiver.GAP_NS;
        lookNs = farFreeNs;
    }

    private boolean hears() {
        return phy.link() && !phy.loopback() && !faults.reversePolarity();
    }

    /** A frame comes with its own frame check sequence, whatever is on the wire. */
    void receiveRaw(byte[] frame, int at, int octets) {
        farOctets = 0;
        System.arraycopy(frame, at, receiver.frame(), 0, octets);
        receiver.beginRaw(octets, hears());
        occupyByReceiving();
    }

    private void occupyByReceiving() {
        phy.receiving(receiver.endNs());
        receiveFreeNs = receiver.endNs() + Receiver.GAP_NS;
        farFreeNs = receiveFreeNs;
        if (!fullDuplex()) {
            transmitFreeNs = Math.max(transmitFreeNs, receiveFreeNs);
        }
        lookNs = receiveFreeNs;
    }

    long framesSent() {
        return framesSent;
    }

    long framesUnsent() {
        return framesUnsent;
    }

    long collisions() {
        return collisions;
    }
}
