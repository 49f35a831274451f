package dev.kogame.enc28j60.chip;

import dev.kogame.board.Deadlines;

/**
 * The order in which things happen in the chip and on its cable.
 *
 * <p>The chip's time runs on with the polls and with every SPI cycle, whichever takes longer. It may so be ahead of its
 * caller's, by the SPI cycles that took the caller no time.
 */
final class Timeline {
    private final ChipTime time;
    private final Wire wire;
    private final Receiver receiver;
    private final Transmitter transmitter;
    private final Phy phy;
    private final Mii mii;
    private final Dma dma;
    private final FlowControl flow;
    private final ControlLogic control;
    private final Faults faults;

    private long aheadNs;
    private long polledNs;

    Timeline(ChipTime time, Wire wire, Receiver receiver, Transmitter transmitter, Phy phy, Mii mii, Dma dma,
            FlowControl flow, ControlLogic control, Faults faults) {
        this.time = time;
        this.wire = wire;
        this.receiver = receiver;
        this.transmitter = transmitter;
        this.phy = phy;
        this.mii = mii;
        this.dma = dma;
        this.flow = flow;
        this.control = control;
        this.faults = faults;
    }

    /** The caller's time at which everything so far has ended. */
    long callerNs() {
        return time.nowNs - aheadNs;
    }

    /** Before the bus is used: a poll whose budget ran out has left things undone that happened before. */
    void catchUp() {
        advance(Math.max(time.nowNs, polledNs + aheadNs), Integer.MAX_VALUE);
    }

    /** Something takes the chip so long. */
    void spend(long ns) {
        advance(time.nowNs + ns, Integer.MAX_VALUE);
    }

    /**
     * The host has written something, perhaps TXRTS or DMAST, or one of the two is done: they share a port to the memory, so
     * that one waits for the other.
     */
    void written() {
        if (!dma.running() && control.takeTransmitRequest()) {
            wire.transmit();
        }
        if (dma.waiting() && !control.sending()) {
            dma.begin();
            if (dma.checksumming()) {
                receiver.loseByChecksum();
            }
        }
    }

    int poll(long nowNs, int budget) {
        int work = wire.poll(nowNs);
        polledNs = nowNs;
        if (time.nowNs > nowNs + aheadNs) {
            aheadNs = time.nowNs - nowNs;
        }
        long untilNs = nowNs + aheadNs;
        work += advance(untilNs, budget);
        wire.feelCarrier();
        if (work < budget && wire.lookAgain()) {
            work += advance(untilNs, budget - work);
        }
        return work;
    }

    /** When to poll next, in the caller's time. */
    long nextDeadlineNs() {
        long dueNs = Math.min(nextEventNs(), control.clockDueNs());
        long mediumNs = wire.mediumDueNs();
        if (mediumNs != Deadlines.NEVER) {
            dueNs = Math.min(dueNs, Math.max(mediumNs + aheadNs, wire.farFreeNs()));
        }
        return dueNs == Deadlines.NEVER ? dueNs : Math.max(0, dueNs - aheadNs);
    }

    private long nextEventNs() {
        return Math.min(Math.min(Math.min(receiver.dueNs(), transmitter.dueNs()), Math.min(dma.dueNs(), flow.dueNs())),
                Math.min(Math.min(phy.linkDueNs(), wire.lookNs()), faults.dueNs()));
    }

    /** Lets time pass until {@code untilNs} or until {@code budget} things have happened; how many did. */
    private int advance(long untilNs, int budget) {
        int happened = 0;
        long eventNs = nextEventNs();
        while (eventNs <= untilNs) {
            if (happened == budget) {
                return happened;
            }
            time.nowNs = Math.max(time.nowNs, eventNs);
            happened += happen(eventNs);
            eventNs = nextEventNs();
        }
        time.nowNs = untilNs;
        mii.settle();
        return happened;
    }

    private int happen(long eventNs) {
        if (eventNs == faults.dueNs()) {
            if (faults.takeBrownOut()) {
                brownOut();
            } else {
                wire.plug(faults.takeFlap());
            }
            return 1;
        }
        if (eventNs == transmitter.dueNs()) {
            wire.transmitterDue();
            written();
            return 1;
        }
        if (eventNs == receiver.dueNs()) {
            receiver.complete();
            return 1;
        }
        if (eventNs == phy.linkDueNs()) {
            phy.linkFound();
            return 1;
        }
        if (eventNs == dma.dueNs()) {
            dma.complete();
            written();
            return 1;
        }
        if (eventNs == flow.dueNs()) {
            wire.pauseDue();
            return 1;
        }
        return wire.look();
    }

    /** The supply breaks down for a moment. The memory keeps what it happens to hold. */
    void brownOut() {
        control.powerOn();
    }
}
