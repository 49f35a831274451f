package dev.kogame.netstack;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.StackConfig.Switch;
import dev.kogame.netstack.nd.InterfaceIdentifier;
import dev.kogame.netstack.wire.Drop;

/**
 * A bench for one stack: it hangs on one end of a cable for each of its ports, the test speaks for everybody else on the other, and time
 * is virtual.
 *
 * <pre>{@code
 * Lab lab = Lab.ready();
 * lab.send(Packet.solicitation("fe80::2", Lab.GROUP, Lab.OWN, sourceLinkLayerAddress(2)));
 * lab.expect("NA fe80::ff:fe00:1 > fe80::2 hop 255 target fe80::ff:fe00:1 SO tlla 01");
 * lab.at(s(40)).expect(...).quiet();
 * }</pre>
 *
 * The stack is polled exactly at its deadlines, and one nanosecond before each, where it must have nothing to do; after every poll
 * its frame slots are audited. Addresses are made of the hardware's unless configured otherwise, and no random delay precedes duplicate
 * address detection.
 */
public final class Lab {

    /** The link-local address of the stack's first port, 02:00:00:00:00:01, and its solicited-node group. */
    public static final String OWN = "fe80::ff:fe00:1";
    public static final String GROUP = "ff02::1:ff00:1";

    private static final int BUDGET = 64;

    private record Sent(long atNs, String line, byte[] frame) {
        @Override
        public String toString() {
            return atNs / 1e9 + " s: " + line;
        }
    }

    private final VirtualCable[] cables;
    private final NetStack stack;
    private final List<Deque<Sent>> sent = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();
    private final byte[] buffer = new byte[1514];
    private byte[] lastFrame = new byte[0];
    private int port;
    private long nowNs;
    private int mostWork;

    /** A stack that has not been polled yet. */
    public Lab(StackConfig config, int ports) {
        cables = new VirtualCable[ports];
        VirtualCable.End[] ends = new VirtualCable.End[ports];
        for (int i = 0; i < ports; i++) {
            cables[i] = new VirtualCable(1, Packet.mac(Packet.STACK + 256 * i), Packet.mac(2));
            ends[i] = cables[i].end(0);
            sent.add(new ArrayDeque<>());
        }
        stack = new NetStack(config, ends);
        stack.onAddressChange((interfaceIndex, hi, lo, state) -> changes
                .add(nowNs / 1_000_000 + " ms " + Dissector.text(Packet.join(Packet.u32(hi >>> 32), Packet.u32(hi),
                        Packet.u32(lo >>> 32), Packet.u32(lo))) + " " + state));
    }

    public Lab(StackConfig config) {
        this(config, 1);
    }

    /**
     * The configuration that the tests vary: what RFC 4861 and 4862 say by themselves, and so the IPv6 Ready Logo wants it. Later RFCs
     * are turned on where they are tested.
     */
    public static StackConfig config() {
        return StackConfig.defaults().withSeed(1).withInterfaceIdentifier(InterfaceIdentifier.Kind.EUI64)
                .with(Limit.INITIAL_DELAY_MS, 0).with(Switch.DAD_NONCE, false)
                .with(Switch.ROUTER_SOLICITATION_BACKOFF, false).with(Switch.UNREACHABLE_STATE, false)
                .with(Switch.GRATUITOUS_ADVERTISEMENT, false);
    }

    /** A stack with its link-local address, 20 s after start: no router answered, and what it had to say is said. */
    public static Lab ready() {
        return ready(config -> config);
    }

    public static Lab ready(UnaryOperator<StackConfig> change) {
        return new Lab(change.apply(config())).settled();
    }

    /** Runs to 20 s and forgets what was sent. */
    public Lab settled() {
        runTo(s(20));
        return forget();
    }

    public static long ms(long ms) {
        return ms * 1_000_000;
    }

    public static long s(long s) {
        return s * 1_000_000_000;
    }

    public NetStack stack() {
        return stack;
    }

    public VirtualCable cable() {
        return cables[port];
    }

    public long nowNs() {
        return nowNs;
    }

    /** The most units of work that one poll did so far; its budget of frames is 64. */
    public int mostWorkOfAPoll() {
        return mostWork;
    }

    /** What the address listener was told, such as {@code 1000 ms fe80::1 PREFERRED}. */
    public List<String> changes() {
        return changes;
    }

    /** Goes on at another port. */
    public Lab on(int index) {
        port = index;
        return this;
    }

    // --- time -----------------------------------------------------------------------------------------------------------

    /** Lets time run to a point; what is expected next must have been sent exactly then. */
    public Lab at(long timeNs) {
        runTo(timeNs);
        return this;
    }

    /** Lets time pass. */
    public Lab after(long durationNs) {
        return at(nowNs + durationNs);
    }

    private void runTo(long timeNs) {
        settle();
        for (long next = stack.nextDeadlineNs(); next <= timeNs; next = stack.nextDeadlineNs()) {
            if (next - 1 > nowNs) {
                nowNs = next - 1;
                if (stack.poll(nowNs, BUDGET) != 0) {
                    throw new AssertionError("work was done 1 ns before the deadline " + next);
                }
                collect();
            }
            nowNs = next;
            if (settle() == 0) {
                throw new AssertionError("nothing was done at the deadline " + next);
            }
        }
        nowNs = Math.max(nowNs, timeNs);
        settle();
    }

    /** Polls until nothing is left to do now. Answers the work done. */
    private int settle() {
        int all = 0;
        for (int polls = 0; polls < 10_000; polls++) {
            int work = stack.poll(nowNs, BUDGET);
            mostWork = Math.max(mostWork, work);
            stack.audit();
            collect();
            if (work == 0) {
                if (stack.nextDeadlineNs() <= nowNs) {
                    throw new AssertionError("nothing to do, and a deadline in the past");
                }
                return all;
            }
            all += work;
        }
        throw new AssertionError("the stack never comes to rest at " + nowNs);
    }

    private void collect() {
        for (int i = 0; i < cables.length; i++) {
            VirtualCable.End end = cables[i].end(1);
            for (int octets = end.receive(buffer, 0, buffer.length, nowNs); octets > 0; octets = end.receive(buffer, 0,
                    buffer.length, nowNs)) {
                byte[] frame = Arrays.copyOf(buffer, octets);
                sent.get(i).add(new Sent(nowNs, Dissector.line(frame, cables[i].end(0).macAddress()), frame));
            }
        }
    }

    // --- what the others say --------------------------------------------------------------------------------------------

    public Lab send(Packet packet) {
        return send(packet.frame());
    }

    /** Another station sends now, and the stack reacts. */
    public Lab send(byte[] frame) {
        cables[port].end(1).transmit(frame, 0, frame.length, nowNs);
        settle();
        return this;
    }

    /** Pulls the cable out, or plugs it in, and lets the stack see it. */
    public Lab link(boolean up) {
        cables[port].link(up);
        settle();
        return this;
    }

    // --- what the stack is expected to do -------------------------------------------------------------------------------

    /** The next frame of the stack must read so, and have been sent now. */
    public Lab expect(String line) {
        Sent next = sent.get(port).poll();
        if (next == null) {
            throw new AssertionError("expected at " + nowNs / 1e9 + " s, and nothing was sent: " + line);
        }
        if (next.atNs() != nowNs || !next.line().equals(line)) {
            throw new AssertionError("expected at " + nowNs / 1e9 + " s: " + line + "\nbut sent at " + next
                    + "\nthen " + sent.get(port));
        }
        lastFrame = next.frame();
        return this;
    }

    /** The next frame must have been sent to a station. */
    public Lab expect(String line, int station) {
        expect(line);
        long to = java.nio.ByteBuffer.wrap(lastFrame).getLong(0) >>> 16;
        if (to != Packet.mac(station)) {
            throw new AssertionError("sent to " + Long.toHexString(to) + " instead of station " + station);
        }
        return this;
    }

    /** No frame beside those expected was sent. */
    public Lab quiet() {
        if (!sent.get(port).isEmpty()) {
            throw new AssertionError("not expected: " + sent.get(port));
        }
        return this;
    }

    /** The frame expected last. */
    public byte[] lastFrame() {
        return lastFrame;
    }

    /** What was sent and not expected yet, with its times, taken away. */
    public List<String> taken() {
        List<String> lines = sent.get(port).stream().map(Sent::line).toList();
        sent.get(port).clear();
        return lines;
    }

    /** The frames sent and not expected yet, taken away. */
    public List<byte[]> takenFrames() {
        List<byte[]> frames = sent.get(port).stream().map(Sent::frame).toList();
        sent.get(port).clear();
        return frames;
    }

    /** When the frames sent and not expected yet were sent. */
    public List<Long> times() {
        return sent.get(port).stream().map(Sent::atNs).toList();
    }

    public Lab forget() {
        sent.forEach(Deque::clear);
        return this;
    }

    /** A packet that must lead to nothing but one count of one reason. */
    public Lab refuses(byte[] frame, Drop reason) {
        long before = drops(reason);
        long all = stack.counters(port).drops();
        send(frame).quiet();
        if (drops(reason) != before + 1 || stack.counters(port).drops() != all + 1) {
            throw new AssertionError("expected one drop " + reason + ", but " + stack.counters(port).report());
        }
        return this;
    }

    public Lab refuses(Packet packet, Drop reason) {
        return refuses(packet.frame(), reason);
    }

    public long drops(Drop reason) {
        return stack.counters(port).drops(reason);
    }

    /** Proves that the stack works: it answers a ping of a neighbor whose address it must ask for. */
    public Lab alive() {
        forget();
        send(Packet.advertisement("fe80::77", OWN, "SO", "fe80::77", Packet.targetLinkLayerAddress(0x77)).by(0x77));
        send(Packet.solicitation("fe80::77", GROUP, OWN, Packet.sourceLinkLayerAddress(0x77)).by(0x77));
        expect("NA " + OWN + " > fe80::77 hop 255 target " + OWN + " SO tlla 01", 0x77);
        send(Packet.from("fe80::77").to(OWN).by(0x77).echo(1, 1, Packet.counting(56)));
        String reply = sent.get(port).isEmpty() ? "nothing" : sent.get(port).poll().line();
        if (!reply.matches("echo reply " + OWN + " > fe80::77 hop \\d+ data 56")) {
            throw new AssertionError("no longer alive: " + reply);
        }
        return quiet();
    }
}
