package dev.kogame.enc28j60.chip;

import static dev.kogame.enc28j60.chip.Registers.MACON3;
import static dev.kogame.enc28j60.chip.Registers.MACON3_FULDPX;

import dev.kogame.board.Deadlines;
import dev.kogame.board.EthernetPort;

/** The cable: when it is free, who uses it, and what goes over it. */
final class Wire {
    private final ChipTime time;
    private final EthernetPort medium;
    private final Registers registers;
    private final Phy phy;
    private final Transmitter transmitter;
    private final Receiver receiver;
    private final Dice dice;

    /** The time of the last poll, which is what the medium knows. */
    private long polledNs;
    private long receiveFreeNs;
    private long transmitFreeNs;
    /** When to look at the medium for a frame next, or NEVER if only a poll can bring one. */
    private long lookNs = Deadlines.NEVER;
    private boolean plugged = true;
    private long framesSent;
    private long framesUnsent;

    Wire(ChipTime time, EthernetPort medium, Registers registers, Phy phy, Transmitter transmitter, Receiver receiver,
            Dice dice) {
        this.time = time;
        this.medium = medium;
        this.registers = registers;
        this.phy = phy;
        this.transmitter = transmitter;
        this.receiver = receiver;
        this.dice = dice;
    }

    int poll(long nowNs) {
        polledNs = nowNs;
        return medium.poll(nowNs);
    }

    long mediumDueNs() {
        return medium.nextDeadlineNs();
    }

    long receiveFreeNs() {
        return receiveFreeNs;
    }

    long lookNs() {
        return lookNs;
    }

    /** Whether it is worth looking at the medium once more, since it has just been polled. */
    boolean lookAgain() {
        if (lookNs != Deadlines.NEVER) {
            return false;
        }
        lookNs = Math.max(time.nowNs, receiveFreeNs);
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

    /** TXRTS has risen. */
    void transmit() {
        boolean fullDuplex = fullDuplex();
        long freeNs = fullDuplex ? transmitFreeNs : Math.max(transmitFreeNs, receiveFreeNs);
        transmitFreeNs = transmitter.request(freeNs);
        if (!fullDuplex) {
            receiveFreeNs = Math.max(receiveFreeNs, transmitFreeNs);
        }
    }

    /** The frame that the chip sends has come to its end. */
    void sent() {
        boolean whole = transmitter.complete() && transmitter.octets() <= EthernetPort.MAX_FRAME_OCTETS;
        if (whole && phy.link()
                && medium.transmit(transmitter.frame(), 0, transmitter.octets(), polledNs) == EthernetPort.SENT) {
            framesSent++;
        } else {
            framesUnsent++;
        }
        // Erratum 9: in half duplex own frames return now and then unless the loopback is disabled.
        if (whole && !fullDuplex() && !phy.loopbackDisabled() && dice.oneIn(4)) {
            receiver.loopBack(transmitter.frame(), transmitter.octets());
        }
    }

    /** Takes a frame from the medium if the wire is free for it; 1 if one began. */
    int look() {
        if (time.nowNs < receiveFreeNs) {
            lookNs = receiveFreeNs;
            return 0;
        }
        int length = medium.receive(receiver.frame(), 0, Receiver.CAPACITY, polledNs);
        if (length <= 0) {
            lookNs = Deadlines.NEVER;
            return length == EthernetPort.NONE ? 0 : 1;
        }
        receiver.begin(length, phy.link());
        occupy();
        return 1;
    }

    /** A frame comes with its own frame check sequence, whatever is on the wire. */
    void receiveRaw(byte[] frame, int at, int octets) {
        System.arraycopy(frame, at, receiver.frame(), 0, octets);
        receiver.beginRaw(octets, phy.link());
        occupy();
    }

    private void occupy() {
        receiveFreeNs = receiver.dueNs() + Receiver.GAP_NS;
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
}
