package dev.kogame.enc28j60.chip;

import static dev.kogame.enc28j60.chip.Registers.MACON3;
import static dev.kogame.enc28j60.chip.Registers.MACON3_FULDPX;

import dev.kogame.board.Boot;
import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.InterruptLine;
import dev.kogame.board.SpiBus;

/**
 * An ENC28J60 with a cable in it: on one side the SPI bus and the interrupt pin, on the other an Ethernet medium, which it
 * polls itself and paces like 10BASE-T.
 *
 * <p>The chip's time runs on with the polls and with every SPI cycle (see {@link SpiTiming}), whichever takes longer, so that
 * a wait by polling a status bit ends as it does on the bench. A frame occupies the wire for its preamble, its octets, its
 * frame check sequence and the gap behind it; in full duplex each direction has a wire of its own.
 *
 * <p>Give it its turn before the driver's in each round of the duty cycle. One thread; nothing is allocated after
 * construction, and no content of a frame or a command can make a method throw.
 */
public final class Enc28j60Chip implements SpiBus, InterruptLine, Duty {
    private static final byte[] NO_OCTETS = {};

    private final EthernetPort medium;
    private final SpiTiming spi;
    private final Violations violations = new Violations();
    private final Registers registers;
    private final BufferMemory memory;
    private final Phy phy = new Phy();
    private final Mii mii;
    private final Transmitter transmitter;
    private final Receiver receiver;
    private final ControlLogic control;
    private final CommandDecoder decoder;
    private final Dice dice;

    private final int[] command = new int[MAX_CYCLES];
    private final byte[][] data = new byte[MAX_CYCLES][];
    private final int[] dataAt = new int[MAX_CYCLES];
    private final int[] dataOctets = new int[MAX_CYCLES];
    private final boolean[] reading = new boolean[MAX_CYCLES];
    private final byte[] inline = new byte[MAX_CYCLES];
    private int queued;

    private long tNs;
    /** What the chip's time is ahead of its caller's: SPI cycles that took the caller no time. */
    private long aheadNs;
    private long polledNs;
    private long receiveWireFreeNs;
    private long transmitWireFreeNs;
    /** When to look at the medium for a frame next, or NEVER if only a poll can bring one. */
    private long lookNs = Deadlines.NEVER;
    private boolean plugged = true;
    private long runs;
    private long cycles;
    private long octets;
    private long framesSent;
    private long framesUnsent;

    /** A chip with {@link ChipOptions#DEFAULTS}. */
    public Enc28j60Chip(EthernetPort medium) {
        this(ChipOptions.DEFAULTS, medium);
    }

    /**
     * A chip that has just been given power, with the cable plugged in.
     *
     * @param options which chip, and what reaching it costs
     * @param medium the far end of the cable; owned by the chip from now on, which polls it
     */
    public Enc28j60Chip(ChipOptions options, EthernetPort medium) {
        this.medium = medium;
        spi = options.spi();
        dice = new Dice(options.seed());
        registers = new Registers(options.revision().erevid(), violations);
        memory = new BufferMemory(registers);
        mii = new Mii(registers, phy, violations);
        transmitter = new Transmitter(registers, memory);
        receiver = new Receiver(registers, memory, transmitter, dice);
        control = new ControlLogic(registers, memory, phy, mii, receiver, transmitter, violations, dice);
        decoder = new CommandDecoder(registers, memory, control, violations);
        for (int i = 0; i < MAX_CYCLES; i++) {
            data[i] = NO_OCTETS;
        }
    }

    @Override
    public void command(int command) {
        queue(command, NO_OCTETS, 0, 0, false);
    }

    @Override
    public void write(int command, int value) {
        int cycle = queue(command, inline, queued, 1, false);
        inline[cycle] = (byte) value;
    }

    @Override
    public void write(int command, byte[] from, int at, int octets) {
        queue(command, from, at, octets, false);
    }

    @Override
    public void read(int command, byte[] into, int at, int octets) {
        queue(command, into, at, octets, true);
    }

    private int queue(int octet, byte[] buffer, int at, int count, boolean read) {
        if (queued == MAX_CYCLES) {
            throw tooManyCycles();
        }
        command[queued] = octet & 0xFF;
        data[queued] = buffer;
        dataAt[queued] = at;
        dataOctets[queued] = count;
        reading[queued] = read;
        return queued++;
    }

    @Boot
    private static IllegalStateException tooManyCycles() {
        return new IllegalStateException(
                "A run takes at most " + MAX_CYCLES + " cycles; run them before queueing more");
    }

    @Override
    public int run() {
        // A poll whose budget ran out has left things undone that happened before the bus was used.
        advance(Math.max(tNs, polledNs + aheadNs) + spi.callNs(), Integer.MAX_VALUE);
        runs++;
        for (int i = 0; i < queued; i++) {
            cycles++;
            octets += 1 + dataOctets[i];
            advance(tNs + (i > 0 ? spi.gapNs() : 0) + spi.selectNs() + spi.octetsNs(1), Integer.MAX_VALUE);
            long restNs = spi.octetsNs(dataOctets[i]) + spi.holdNs();
            if (reading[i]) {
                decoder.read(command[i], data[i], dataAt[i], dataOctets[i], tNs);
                advance(tNs + restNs, Integer.MAX_VALUE);
            } else {
                advance(tNs + restNs, Integer.MAX_VALUE);
                decoder.write(command[i], data[i], dataAt[i], dataOctets[i], tNs);
                if (control.takeTransmitRequest()) {
                    startTransmit();
                }
            }
            data[i] = NO_OCTETS;
        }
        queued = 0;
        return OK;
    }

    private void startTransmit() {
        boolean fullDuplex = registers.has(MACON3, MACON3_FULDPX);
        long freeNs = fullDuplex ? transmitWireFreeNs : Math.max(transmitWireFreeNs, receiveWireFreeNs);
        transmitWireFreeNs = transmitter.request(tNs, freeNs);
        if (!fullDuplex) {
            receiveWireFreeNs = Math.max(receiveWireFreeNs, transmitWireFreeNs);
        }
    }

    @Override
    public boolean asserted() {
        return control.interrupt();
    }

    @Override
    public int poll(long nowNs, int budget) {
        int work = medium.poll(nowNs);
        polledNs = nowNs;
        long target = nowNs + aheadNs;
        if (tNs > target) {
            aheadNs = tNs - nowNs;
            target = tNs;
        }
        work += advance(target, budget);
        phy.carrier(plugged && medium.linkUp(), tNs);
        if (work < budget && lookNs == Deadlines.NEVER) {
            lookNs = Math.max(tNs, receiveWireFreeNs);
            work += advance(target, budget - work);
        }
        return work;
    }

    @Override
    public long nextDeadlineNs() {
        long dueNs = Math.min(nextEventNs(), control.clockDueNs(tNs));
        long mediumNs = medium.nextDeadlineNs();
        if (mediumNs != Deadlines.NEVER) {
            dueNs = Math.min(dueNs, Math.max(mediumNs + aheadNs, receiveWireFreeNs));
        }
        return dueNs == Deadlines.NEVER ? dueNs : Math.max(0, dueNs - aheadNs);
    }

    private long nextEventNs() {
        return Math.min(Math.min(receiver.dueNs(), transmitter.dueNs()), Math.min(phy.linkDueNs(), lookNs));
    }

    /** Lets time pass until {@code untilNs} or until {@code budget} things have happened; how many did. */
    private int advance(long untilNs, int budget) {
        int happened = 0;
        long eventNs = nextEventNs();
        while (eventNs <= untilNs) {
            if (happened == budget) {
                return happened;
            }
            tNs = Math.max(tNs, eventNs);
            happened += happen(eventNs);
            eventNs = nextEventNs();
        }
        tNs = untilNs;
        mii.settle(tNs);
        return happened;
    }

    private int happen(long eventNs) {
        if (eventNs == transmitter.dueNs()) {
            sent();
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
        return look();
    }

    private void sent() {
        boolean whole = transmitter.complete() && transmitter.octets() <= EthernetPort.MAX_FRAME_OCTETS;
        if (whole && phy.link()
                && medium.transmit(transmitter.frame(), 0, transmitter.octets(), polledNs) == EthernetPort.SENT) {
            framesSent++;
        } else {
            framesUnsent++;
        }
        // Erratum 9: in half duplex own frames return now and then unless the loopback is disabled.
        if (whole && !registers.has(MACON3, MACON3_FULDPX) && !phy.loopbackDisabled() && dice.oneIn(4)) {
            receiver.loopBack(transmitter.frame(), transmitter.octets(), tNs);
        }
    }

    private int look() {
        if (tNs < receiveWireFreeNs) {
            lookNs = receiveWireFreeNs;
            return 0;
        }
        int length = medium.receive(receiver.frame(), 0, Receiver.CAPACITY, polledNs);
        if (length <= 0) {
            lookNs = Deadlines.NEVER;
            return length == EthernetPort.NONE ? 0 : 1;
        }
        receiver.begin(length, phy.link(), tNs);
        occupyReceiveWire();
        return 1;
    }

    private void occupyReceiveWire() {
        receiveWireFreeNs = receiver.dueNs() + Receiver.GAP_NS;
        if (!registers.has(MACON3, MACON3_FULDPX)) {
            transmitWireFreeNs = Math.max(transmitWireFreeNs, receiveWireFreeNs);
        }
        lookNs = receiveWireFreeNs;
    }

    /** Plugs the cable in, or pulls it out. Frames of the medium are lost while it is out. */
    public void link(boolean up) {
        plugged = up;
        phy.carrier(plugged && medium.linkUp(), tNs);
    }

    /** Takes the power away and gives it back: a brown-out. The memory keeps what it happens to hold. */
    public void powerCycle() {
        control.powerOn(tNs);
    }

    /** Makes something happen to the next {@code times} attempts to send a frame. */
    public void transmitFault(TransmitFault fault, int times) {
        transmitter.fault(fault, times);
    }

    /** Makes the management interface stay busy for ever, or not. */
    public void miiStuck(boolean stuck) {
        mii.stuck(stuck);
    }

    /**
     * Puts a frame on the wire as it stands, with its own frame check sequence, be it wrong, too short or too long. If the
     * wire is busy the frame that is on it is lost.
     *
     * @param octets with the frame check sequence, 1 to 2048
     */
    public void receiveRaw(byte[] frame, int at, int octets) {
        System.arraycopy(frame, at, receiver.frame(), 0, octets);
        receiver.beginRaw(octets, phy.link(), tNs);
        occupyReceiveWire();
    }

    /** The octet at an address of the buffer memory, 0 to 0x1FFF. */
    public int peek(int address) {
        return memory.peek(address);
    }

    /** Changes an octet of the buffer memory behind everybody's back. */
    public void poke(int address, int octet) {
        memory.poke(address, octet);
    }

    /** The caller's time at which the SPI cycles so far have ended: a test that adopts it measures the bus too. */
    public long nowNs() {
        return tNs - aheadNs;
    }

    /** How often anything was done that the data sheet forbids. */
    public long violations() {
        return violations.total();
    }

    /** How often {@code kind} was done. */
    public long violations(Violation kind) {
        return violations.of(kind);
    }

    /** The violations in words. */
    @Boot
    public String describeViolations() {
        return violations.describe();
    }

    /** Runs of the bus so far, which on Linux are calls of the kernel. */
    public long spiRuns() {
        return runs;
    }

    /** Chip-select cycles so far. */
    public long spiCycles() {
        return cycles;
    }

    /** Octets clocked over SPI so far, command octets included. */
    public long spiOctets() {
        return octets;
    }

    /** Frames that went out whole. */
    public long framesSent() {
        return framesSent;
    }

    /** Frames that were aborted, broken, or met no link or no room beyond the cable. */
    public long framesUnsent() {
        return framesUnsent;
    }

    /** Frames lost because the ring or the packet counter was full. */
    public long overruns() {
        return receiver.overruns();
    }
}
