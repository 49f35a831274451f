package dev.kogame.enc28j60;

import static dev.kogame.enc28j60.Registers.ECON1;
import static dev.kogame.enc28j60.Registers.ECON1_BSEL;
import static dev.kogame.enc28j60.Registers.ECON1_RXEN;
import static dev.kogame.enc28j60.Registers.ECON1_RXRST;
import static dev.kogame.enc28j60.Registers.ECON1_TXRST;
import static dev.kogame.enc28j60.Registers.EIE;
import static dev.kogame.enc28j60.Registers.EIR;
import static dev.kogame.enc28j60.Registers.EIR_LINKIF;
import static dev.kogame.enc28j60.Registers.EIR_PKTIF;
import static dev.kogame.enc28j60.Registers.EIR_RXERIF;
import static dev.kogame.enc28j60.Registers.EIR_TXERIF;
import static dev.kogame.enc28j60.Registers.EPKTCNT;
import static dev.kogame.enc28j60.Registers.ERXND;
import static dev.kogame.enc28j60.Registers.ESTAT;
import static dev.kogame.enc28j60.Registers.ESTAT_BUFER;
import static dev.kogame.enc28j60.Registers.PHIR;
import static dev.kogame.enc28j60.Registers.PHSTAT2;
import static dev.kogame.enc28j60.Registers.PHSTAT2_LSTAT;

import dev.kogame.board.Boot;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.InterruptLine;
import dev.kogame.board.SpiBus;

/**
 * The driver of one ENC28J60 (data sheet DS39662, errata DS80349).
 *
 * <p>A state machine that only {@link #poll} moves: wake the chip, reset it, configure it, up. The same path is taken again
 * when a chip that was up has to be started anew. The interrupt line is read as a level, so no edge can be lost; once a second
 * the driver looks at the chip in any case. It never blocks and reads no clock; a wait is a deadline.
 *
 * <p>What goes wrong is met by a ladder, each rung counted in {@link #counters}: skip the frame, reset the transmitter,
 * restart receiver and transmitter, start the chip anew, and after a failed start try again after a growing pause.
 */
public final class Enc28j60 implements EthernetPort {
    private static final long CHECKUP_NS = 1_000_000_000;
    /** How long the interrupt line is left alone after it was asserted for nothing. */
    private static final long SPURIOUS_NS = 1_000_000;
    /** Restarts of the receiver between two check-ups after which only a reset can help. */
    private static final int MOST_RESYNCS = 8;
    private static final int ECON1_UP_MASK = ECON1_TXRST | ECON1_RXRST | ECON1_RXEN | ECON1_BSEL;

    private final Enc28j60Config config;
    private final InterruptLine interrupt;
    private final ChipAccess chip;
    private final ReceiveRing ring;
    private final TransmitSlot slot;
    private final GroupFilter groups = new GroupFilter();
    private final Fault fault = new Fault();
    private final Startup startup;
    private final Enc28j60Counters counters = new Enc28j60Counters();

    private long checkupNs;
    private long ignoreLineUntilNs;
    private boolean link;
    private boolean resyncDue;
    private boolean accessBrokenOff;
    private boolean overrunToTell;
    private int resyncs;

    /**
     * Makes the driver; the chip is not touched before the first {@link #poll}.
     *
     * @param bus the chip's SPI bus, mode 0, 8 to 20 MHz; used by this driver alone
     * @param interrupt the chip's interrupt pin
     */
    public Enc28j60(SpiBus bus, InterruptLine interrupt, Enc28j60Config config) {
        this.config = config;
        this.interrupt = interrupt;
        chip = new ChipAccess(bus);
        ring = new ReceiveRing(chip);
        slot = new TransmitSlot(chip, config.fullDuplex());
        startup = new Startup(chip, new Configuration(chip, config, groups, ring, slot, fault), fault, counters);
    }

    @Override
    public int poll(long nowNs) {
        if (startup.done()) {
            return serve(nowNs);
        }
        if (!startup.poll(nowNs)) {
            return 0;
        }
        if (startup.done()) {
            started(nowNs);
        }
        return 1;
    }

    private void started(long nowNs) {
        overrunToTell = false;
        ignoreLineUntilNs = 0;
        checkupNs = nowNs + CHECKUP_NS;
        readLink(nowNs);
    }

    /** Takes a chip that was up down to its start. */
    private void startAnew(long nowNs) {
        setLink(false);
        forgetTransmission();
        ring.restarted();
        resyncDue = false;
        accessBrokenOff = false;
        startup.again(nowNs);
        resyncs = 0;
    }

    private int serve(long nowNs) {
        if (resyncDue) {
            resync(nowNs);
            return 1;
        }
        int work = 0;
        if (groups.changed()) {
            applyGroups();
            work++;
        }
        int sending = slot.poll(nowNs);
        if (sending != TransmitSlot.NOTHING) {
            settle(sending, nowNs);
            work++;
        }
        if (nowNs >= checkupNs && !resyncDue) {
            checkUp(nowNs);
            work++;
        }
        if (startup.done() && !ring.staged() && !resyncDue && lineAsserted(nowNs)) {
            look(nowNs);
            work++;
        }
        return work;
    }

    private boolean lineAsserted(long nowNs) {
        return nowNs >= ignoreLineUntilNs && interrupt.asserted();
    }

    /**
     * The interrupt line is asserted. In one go, asks why and reads what stands where the next packet would; that is a packet if
     * nothing else explains the line. Otherwise EPKTCNT decides, because PKTIF may be wrong (erratum 6).
     */
    private void look(long nowNs) {
        int ticket = chip.read(EIR);
        ring.queueHead();
        if (chip.run() < 0) {
            busFailed();
            return;
        }
        int flags = chip.value(ticket) & Configuration.INTERRUPTS;
        ring.headRead(flags == EIR_PKTIF);
        if (flags != EIR_PKTIF) {
            lookCloser(flags & ~EIR_PKTIF, nowNs);
        }
    }

    private void lookCloser(int flags, long nowNs) {
        if ((flags & EIR_TXERIF) != 0) {
            settle(TransmitSlot.ABORTED, nowNs);
        }
        if ((flags & EIR_RXERIF) != 0) {
            chip.clearBits(EIR, EIR_RXERIF);
            chip.clearBits(ESTAT, ESTAT_BUFER);
            counters.count(Enc28j60Event.RECEIVE_OVERRUN);
            overrunToTell = true;
        }
        if ((flags & EIR_LINKIF) != 0) {
            readLink(nowNs);
        }
        if (!startup.done() || resyncDue) {
            return;
        }
        int packets = countPackets();
        if (packets > 0) {
            stage();
        } else if (packets == 0 && flags == 0) {
            counters.count(Enc28j60Event.SPURIOUS_INTERRUPT);
            ignoreLineUntilNs = nowNs + SPURIOUS_NS;
        }
    }

    /** EPKTCNT, or {@link ChipAccess#BUS_FAILED} after which a restart is due. */
    private int countPackets() {
        int ticket = chip.read(EPKTCNT);
        chip.home();
        if (chip.run() < 0) {
            busFailed();
            return ChipAccess.BUS_FAILED;
        }
        return chip.value(ticket);
    }

    private void stage() {
        ring.queueHead();
        if (chip.run() < 0) {
            busFailed();
            return;
        }
        ring.headRead(true);
    }

    private void settle(int outcome, long nowNs) {
        switch (outcome) {
            case TransmitSlot.STUCK -> counters.count(Enc28j60Event.TRANSMIT_STUCK);
            case TransmitSlot.RETRIED -> counters.count(Enc28j60Event.TRANSMIT_RETRIED);
            case TransmitSlot.LOST -> counters.count(Enc28j60Event.TRANSMIT_ABORTED);
            case TransmitSlot.ABORTED -> {
                ring.readElsewhere();
                settle(slot.aborted(nowNs), nowNs);
            }
            case ChipAccess.BUS_FAILED -> busFailed();
            default -> {
                // The slot is free, or nothing happened.
            }
        }
    }

    private void readLink(long nowNs) {
        int changes = chip.readPhy(PHIR);
        int status = changes < 0 ? changes : chip.readPhy(PHSTAT2);
        if (status == ChipAccess.MII_BUSY) {
            fault.is(Fault.MANAGEMENT, PHSTAT2, 0, 0);
            startAnew(nowNs);
        } else if (status < 0) {
            busFailed();
        } else {
            setLink((status & PHSTAT2_LSTAT) != 0);
        }
    }

    private void setLink(boolean up) {
        if (up != link) {
            link = up;
            counters.count(up ? Enc28j60Event.LINK_UP : Enc28j60Event.LINK_DOWN);
        }
    }

    /** Once a second: is the chip still configured, does a packet wait that nobody announced, is the link what we think? */
    private void checkUp(long nowNs) {
        checkupNs = nowNs + CHECKUP_NS;
        resyncs = 0;
        int enabled = chip.read(EIE);
        int econ1 = chip.read(ECON1);
        int ringLow = chip.read(ERXND);
        int ringHigh = chip.read(ERXND + 1);
        if (chip.run() < 0) {
            busFailed();
            return;
        }
        if (chip.value(enabled) != Configuration.EIE_UP || (chip.value(econ1) & ECON1_UP_MASK) != ECON1_RXEN
                || (chip.value(ringLow) | chip.value(ringHigh) << 8) != ReceiveRing.LAST) {
            counters.count(Enc28j60Event.CONFIGURATION_LOST);
            startAnew(nowNs);
            return;
        }
        readLink(nowNs);
        if (startup.done() && !resyncDue && !ring.staged() && countPackets() > 0 && !interrupt.asserted()) {
            counters.count(Enc28j60Event.MISSED_INTERRUPT);
            stage();
        }
    }

    private void applyGroups() {
        groups.queue(chip);
        chip.home();
        if (chip.run() < 0) {
            busFailed();
        }
    }

    private void busFailed() {
        counters.count(Enc28j60Event.BUS_ERROR);
        resyncDue = true;
        accessBrokenOff = true;
    }

    /**
     * Puts the receiver back to its start, and if an access was broken off also the transmitter, the filter and the link, of which
     * nothing is known then.
     */
    private void resync(long nowNs) {
        resyncDue = false;
        counters.count(Enc28j60Event.RESYNC);
        if (++resyncs > MOST_RESYNCS) {
            startAnew(nowNs);
            return;
        }
        if (ring.restart() < 0) {
            startAnew(nowNs);
        } else if (accessBrokenOff) {
            accessBrokenOff = false;
            forgetTransmission();
            slot.queueReset();
            slot.queueStart();
            groups.queue(chip);
            chip.home();
            if (chip.run() < 0) {
                startAnew(nowNs);
                return;
            }
            readLink(nowNs);
        }
    }

    private void forgetTransmission() {
        if (slot.inFlight()) {
            counters.count(Enc28j60Event.TRANSMIT_ABORTED);
        }
        slot.restarted();
    }

    @Override
    public long nextDeadlineNs() {
        if (!startup.done()) {
            return startup.deadlineNs();
        }
        if (resyncDue || overrunToTell || ring.staged() || groups.changed()) {
            return 0;
        }
        long dueNs = Math.min(checkupNs, slot.deadlineNs());
        return interrupt.asserted() ? Math.min(dueNs, ignoreLineUntilNs) : dueNs;
    }

    @Override
    public int receive(byte[] frame, int at, int capacity, long nowNs) {
        if (!startup.done()) {
            return NONE;
        }
        if (!ring.staged() && !resyncDue && lineAsserted(nowNs)) {
            look(nowNs);
        }
        if (overrunToTell) {
            overrunToTell = false;
            return RECEIVE_OVERRUN;
        }
        if (!ring.staged() || resyncDue) {
            return NONE;
        }
        int octets = ring.take(frame, at, capacity);
        switch (octets) {
            case ReceiveRing.DAMAGED -> {
                counters.count(Enc28j60Event.RECEIVE_DAMAGED);
                return RECEIVE_ERROR;
            }
            case ReceiveRing.TOO_LONG -> {
                return RECEIVE_TOO_LONG;
            }
            case ReceiveRing.CHAIN_BROKEN -> {
                resyncDue = true;
                return RECEIVE_ERROR;
            }
            case ChipAccess.BUS_FAILED -> {
                busFailed();
                return RECEIVE_ERROR;
            }
            default -> {
                counters.count(Enc28j60Event.RECEIVED);
                return octets;
            }
        }
    }

    @Override
    public int transmit(byte[] frame, int at, int octets, long nowNs) {
        if (!linkUp() || octets > MAX_FRAME_OCTETS) {
            return FAILED;
        }
        if (resyncDue) {
            return BUSY;
        }
        if (groups.changed()) {
            // A report of a group must not go out before its answers can come in.
            applyGroups();
        }
        if (slot.worthAsking(nowNs)) {
            settle(slot.ask(nowNs), nowNs);
        }
        if (resyncDue || !slot.available()) {
            return BUSY;
        }
        if (slot.send(frame, at, octets, nowNs) < 0) {
            busFailed();
            return FAILED;
        }
        counters.count(Enc28j60Event.TRANSMITTED);
        return SENT;
    }

    @Override
    public boolean linkUp() {
        return startup.done() && link;
    }

    @Override
    public long macAddress() {
        return config.macAddress();
    }

    @Override
    public void joinGroup(long group) {
        groups.join(group);
    }

    @Override
    public void leaveGroup(long group) {
        groups.leave(group);
    }

    /** What has happened so far. */
    public Enc28j60Counters counters() {
        return counters;
    }

    /** Why the chip could not be started the last time, in a sentence with what to check; empty while it is up. */
    @Boot
    public String fault() {
        return fault.sentence();
    }
}
