package dev.kogame.enc28j60.chip;

import dev.kogame.board.Boot;
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
    private final Violations violations;
    private final BufferMemory memory;
    private final Receiver receiver;
    private final ControlLogic control;
    private final Wire wire;
    private final Timeline timeline;
    private final SpiPort spi;
    private final Faults faults;

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
        ChipTime time = new ChipTime();
        Dice dice = new Dice(options.seed());
        violations = new Violations(time);
        faults = new Faults(time, options.seed());
        Registers registers = new Registers(options.revision().erevid(), violations);
        memory = new BufferMemory(registers, options);
        Phy phy = new Phy(time, faults, violations, options);
        Mii mii = new Mii(time, registers, phy, faults, violations);
        Dma dma = new Dma(time, registers, memory, violations);
        FlowControl flow = new FlowControl(time, registers);
        Transmitter transmitter = new Transmitter(time, registers, memory, faults, options);
        receiver = new Receiver(time, registers, memory, transmitter, dma, faults, options, dice);
        control = new ControlLogic(time, registers, memory, phy, mii, receiver, transmitter, dma, flow, faults,
                violations, options, dice);
        wire = new Wire(time, medium, registers, phy, transmitter, receiver, flow, faults, options);
        timeline = new Timeline(time, wire, receiver, transmitter, phy, mii, dma, flow, control, faults);
        CommandDecoder decoder = new CommandDecoder(registers, memory, control, violations, options);
        spi = new SpiPort(options.spi(), timeline, decoder, violations, faults);
    }

    @Override
    public void command(int command) {
        spi.command(command);
    }

    @Override
    public void write(int command, int value) {
        spi.write(command, value);
    }

    @Override
    public void write(int command, byte[] from, int at, int octets) {
        spi.queue(command, from, at, octets, false);
    }

    @Override
    public void read(int command, byte[] into, int at, int octets) {
        spi.queue(command, into, at, octets, true);
    }

    @Override
    public int run() {
        return spi.run();
    }

    @Override
    public boolean asserted() {
        return control.interrupt();
    }

    @Override
    public int poll(long nowNs, int budget) {
        return timeline.poll(nowNs, budget);
    }

    @Override
    public long nextDeadlineNs() {
        return timeline.nextDeadlineNs();
    }

    /** What can be made to go wrong later or by chance. */
    public Faults faults() {
        return faults;
    }

    /** Plugs the cable in, or pulls it out. Frames of the medium are lost while it is out. */
    public void link(boolean up) {
        wire.plug(up);
    }

    /** Takes the power away and gives it back: a brown-out. The memory keeps what it happens to hold. */
    public void powerCycle() {
        timeline.brownOut();
    }

    /**
     * Puts a frame on the wire as it stands, with its own frame check sequence, be it wrong, too short or too long. If the
     * wire is busy the frame that is on it is lost.
     *
     * @param octets with the frame check sequence, 1 to 2048
     */
    public void receiveRaw(byte[] frame, int at, int octets) {
        wire.receiveRaw(frame, at, octets);
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
        return timeline.callerNs();
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
        return spi.runs();
    }

    /** Chip-select cycles so far. */
    public long spiCycles() {
        return spi.cycles();
    }

    /** Octets clocked over SPI so far, command octets included. */
    public long spiOctets() {
        return spi.octets();
    }

    /** Frames that went out whole. */
    public long framesSent() {
        return wire.framesSent();
    }

    /** Frames that were aborted, broken, or met no link or no room beyond the cable. */
    public long framesUnsent() {
        return wire.framesUnsent();
    }

    /** Collisions in half duplex. */
    public long collisions() {
        return wire.collisions();
    }

    /** Frames lost because the ring or the packet counter was full. */
    public long overruns() {
        return receiver.overruns();
    }
}
