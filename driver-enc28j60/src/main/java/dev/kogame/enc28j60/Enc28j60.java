package dev.kogame.enc28j60;

import static dev.kogame.enc28j60.Registers.EIR;
import static dev.kogame.enc28j60.Registers.EIR_LINKIF;
import static dev.kogame.enc28j60.Registers.EIR_RXERIF;
import static dev.kogame.enc28j60.Registers.EIR_TXERIF;
import static dev.kogame.enc28j60.Registers.EPKTCNT;
import static dev.kogame.enc28j60.Registers.ESTAT;
import static dev.kogame.enc28j60.Registers.ESTAT_BUFER;
import static dev.kogame.enc28j60.Registers.PHIR;
import static dev.kogame.enc28j60.Registers.PHSTAT2;
import static dev.kogame.enc28j60.Registers.PHSTAT2_LSTAT;

import dev.kogame.board.Boot;
import dev.kogame.board.Deadlines;
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
    /** The same as long as packets wait that the interrupt line does not announce. */
    private static final long MISSED_NS = 1_000_000;
    /** How long the interrupt line is left alone after it was asserted for nothing. */
    private static final long SPURIOUS_NS = 1_000_000;
    /** Restarts of the receiver between two check-ups after which only a reset can help. */
    private static final int MOST_RESYNCS = 8;
    /** The same for frames in a row that never ended. On a busy cable in half duplex that can be the cable's doing. */
    private static final int MOST_STUCK = 4;
    private static final int MOST_STUCK_IN_HALF_DUPLEX = 16;
    /** How long the receiver may be silent after an overrun before it is taken for deaf and restarted. */
    private static final long DEAF_NS = 100_000_000;

    private final Enc28j60Config config;
    private final InterruptLine interrupt;
    private final ChipAccess chip;
    private final ReceiveRing ring;
    private final TransmitSlots slots;
    private final GroupFilter groups = new GroupFilter();
    private final Fault fault = new Fault();
    private final Configuration configuration;
    private final Startup startup;
    private final Enc28j60Counters counters = new Enc28j60Counters();

    private long checkupNs;
    private long ignoreLineUntilNs;
    private boolean link;
    private boolean resyncDue;
    private boolean accessBrokenOff;
    private boolean overrunToTell;
    private long deafNs = Deadlines.NEVER;
    private int olderThanOverrun;
    private int resyncs;
    private int stuck;

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
        slots = new TransmitSlots(chip, interrupt, config.fullDuplex());
        configuration = new Configuration(chip, config, groups, ring, slots, fault);
        startup = new Startup(chip, configuration, fault, counters);
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
        deafNs = Deadlines.NEVER;
        ignoreLineUntilNs = 0;
        checkupNs = nowNs + CHECKUP_NS;
        readLink(nowNs);
    }

    /** Takes a chip that was up down to its start. */
    private void startAnew(long nowNs) {
        setLink(false);
        forgetTransmissions();
        resyncDue = false;
        accessBrokenOff = false;
        startup.again(nowNs);
        resyncs = 0;
        stuck = 0;
    }

    private int serve(long nowNs) {
        if (resyncDue || nowNs >= deafNs && !interrupt.asserted()) {
            resync(nowNs);
            return 1;
        }
        int work = 0;
        if (groups.changed()) {
            applyGroups();
            work++;
        }
        int sending = slots.poll(nowNs);
        if (sending != TransmitSlots.NOTHING) {
            settle(sending, nowNs);
            work++;
        }
        if (nowNs >= checkupNs && usable()) {
            checkUp(nowNs);
            work++;
        }
        if (worthLooking(nowNs)) {
            look(nowNs);
            work++;
        }
        return work;
    }

    private boolean usable() {
        return startup.done() && !resyncDue;
    }

    private boolean worthLooking(long nowNs) {
        return usable() && ring.ready() == 0 && nowNs >= ignoreLineUntilNs && interrupt.asserted();
    }

    /** The interrupt line is asserted, most likely for a packet. */
    private void look(long nowNs) {
        int outcome = ring.look(false);
        if (outcome == ReceiveRing.NOTHING) {
            lookCloser(nowNs);
        } else {
            looked(outcome, nowNs);
        }
    }

    private void looked(int outcome, long nowNs) {
        switch (outcome) {
            case ReceiveRing.READY -> heard(nowNs);
            case ReceiveRing.CHAIN_BROKEN -> resyncDue = true;
            case ChipAccess.BUS_FAILED -> busFailed();
            default -> {
                // Nothing was there.
            }
        }
    }

    /** Packets that were in the ring when the receiver overran prove nothing about what it hears since. */
    private void heard(long nowNs) {
        if (deafNs != Deadlines.NEVER) {
            olderThanOverrun -= ring.ready();
            deafNs = olderThanOverrun < 0 ? Deadlines.NEVER : nowNs + DEAF_NS;
        }
    }

    /** The ring does not explain the interrupt. Erratum 6: neither does EIR always, so EPKTCNT has the last word. */
    private void lookCloser(long nowNs) {
        int flags = chip.readNow(EIR);
        if (flags < 0) {
            busFailed();
            return;
        }
        if ((flags & EIR_TXERIF) != 0) {
            settle(TransmitSlots.ABORTED, nowNs);
        }
        if ((flags & EIR_RXERIF) != 0) {
            chip.clearBits(EIR, EIR_RXERIF);
            chip.clearBits(ESTAT, ESTAT_BUFER);
            counters.count(Enc28j60Event.RECEIVE_OVERRUN);
            overrunToTell = true;
            deafNs = deafNs == Deadlines.NEVER ? nowNs + DEAF_NS : deafNs;
        }
        boolean linkBefore = link;
        if ((flags & EIR_LINKIF) != 0) {
            readLink(nowNs);
        }
        if (!usable()) {
            return;
        }
        // A link interrupt that changes nothing may be one that reading PHIR does not clear.
        boolean explained = (flags & (EIR_TXERIF | EIR_RXERIF)) != 0 || link != linkBefore;
        int packets = countPackets();
        if ((flags & EIR_RXERIF) != 0) {
            olderThanOverrun = packets;
        }
        if (packets > 0) {
            looked(ring.look(true), nowNs);
        } else if (packets == 0 && !explained) {
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

    private void settle(int outcome, long nowNs) {
        switch (outcome) {
            case TransmitSlots.FREE -> stuck = 0;
            case TransmitSlots.STUCK -> {
                counters.count(Enc28j60Event.TRANSMIT_STUCK);
                if (++stuck > (config.fullDuplex() ? MOST_STUCK : MOST_STUCK_IN_HALF_DUPLEX)) {
                    startAnew(nowNs);
                }
            }
            case TransmitSlots.RETRIED -> counters.count(Enc28j60Event.TRANSMIT_RETRIED);
            case TransmitSlots.LOST -> counters.count(Enc28j60Event.TRANSMIT_ABORTED);
            case TransmitSlots.ABORTED -> {
                ring.readElsewhere();
                settle(slots.aborted(nowNs), nowNs);
            }
            case TransmitSlots.DERANGED -> checkUp(nowNs);
            case ChipAccess.BUS_FAILED -> busFailed();
            default -> {
                // Nothing happened.
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
        int held = configuration.held();
        if (held == Configuration.LOST) {
            // A bit that flipped on the bus is not worth a restart.
            held = configuration.held();
        }
        if (held == Configuration.LOST) {
            counters.count(Enc28j60Event.CONFIGURATION_LOST);
            startAnew(nowNs);
            return;
        }
        if (held < 0) {
            busFailed();
            return;
        }
        readLink(nowNs);
        if (usable() && ring.ready() == 0 && countPackets() > 0 && !interrupt.asserted()) {
            counters.count(Enc28j60Event.MISSED_INTERRUPT);
            looked(ring.look(true), nowNs);
            checkupNs = nowNs + MISSED_NS;
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
        deafNs = Deadlines.NEVER;
        counters.count(Enc28j60Event.RESYNC);
        if (++resyncs > MOST_RESYNCS) {
            startAnew(nowNs);
            return;
        }
        int discarded = ring.restart();
        if (discarded < 0) {
            startAnew(nowNs);
            return;
        }
        counters.count(Enc28j60Event.RECEIVE_DISCARDED, discarded);
        if (accessBrokenOff) {
            accessBrokenOff = false;
            forgetTransmissions();
            slots.queueReset();
            slots.queueStart();
            groups.queue(chip);
            chip.home();
            if (chip.run() < 0) {
                startAnew(nowNs);
                return;
            }
            readLink(nowNs);
        }
    }

    private void forgetTransmissions() {
        counters.count(Enc28j60Event.TRANSMIT_ABORTED, slots.frames());
        slots.restarted();
    }

    @Override
    public long nextDeadlineNs() {
        if (!startup.done()) {
            return startup.deadlineNs();
        }
        if (resyncDue || overrunToTell || ring.ready() > 0 || groups.changed()) {
            return 0;
        }
        long dueNs = Math.min(checkupNs, slots.deadlineNs());
        return Math.min(dueNs, interrupt.asserted() ? ignoreLineUntilNs : deafNs);
    }

    @Override
    public int receive(byte[] frame, int at, int capacity, long nowNs) {
        if (worthLooking(nowNs)) {
            look(nowNs);
        }
        if (overrunToTell) {
            overrunToTell = false;
            return RECEIVE_OVERRUN;
        }
        if (ring.ready() == 0) {
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
        if (slots.worthAsking(nowNs)) {
            settle(slots.ask(nowNs), nowNs);
        }
        if (!linkUp()) {
            return FAILED;
        }
        if (resyncDue || !slots.available()) {
            return BUSY;
        }
        if (slots.send(frame, at, octets, nowNs) < 0) {
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
