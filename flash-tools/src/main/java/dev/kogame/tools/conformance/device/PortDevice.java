package dev.kogame.tools.conformance.device;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;

import dev.kogame.board.Clock;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.Idle;
import dev.kogame.tools.conformance.packet.Address;

/** Whatever is on the other end of an Ethernet port, in real time. What frames cannot ask of it, a command or its console does. */
public final class PortDevice implements Device {

    private static final long PATIENCE_NS = 2_000_000_000L;
    private static final long COMMAND_PATIENCE_NS = 120_000_000_000L;
    private static final long BREATH_NS = 5_000_000L;

    private final EthernetPort port;
    private final Idle idle;
    private final AutoCloseable owned;
    private final Verbs verbs;
    private final Clock clock = Clock.monotonic();
    private final Deque<Frame> came = new ArrayDeque<>();
    private final byte[] buffer = new byte[EthernetPort.MAX_FRAME_OCTETS];
    private long mac;

    /**
     * @param idle waits for the port
     * @param owned closed with the device
     * @param verbs how to ask what frames cannot ask, or null if there is no way
     */
    public PortDevice(EthernetPort port, Idle idle, AutoCloseable owned, Verbs verbs) {
        this.port = port;
        this.idle = idle;
        this.owned = owned;
        this.verbs = verbs;
    }

    /** The Ethernet address of the device was learnt. */
    public void mac(long address) {
        mac = address;
    }

    @Override
    public long mac() {
        return mac;
    }

    @Override
    public long nowNs() {
        return clock.nowNs();
    }

    @Override
    public void send(byte[] frame) throws IOException {
        long untilNs = nowNs() + PATIENCE_NS;
        // A link that has just come up again may be seen late.
        while (port.transmit(frame, 0, frame.length, nowNs()) != EthernetPort.SENT) {
            if (nowNs() > untilNs) {
                throw new IOException("no frame can be sent: the link is down");
            }
            pump(nowNs() + BREATH_NS);
        }
    }

    @Override
    public Frame receive(long untilNs) {
        while (came.isEmpty()) {
            if (!pump(untilNs)) {
                return null;
            }
        }
        return came.remove();
    }

    /** Takes what has come, or waits for it. Answers false once the time is over. */
    private boolean pump(long untilNs) {
        long nowNs = nowNs();
        int work = port.poll(nowNs);
        for (int octets = port.receive(buffer, 0, buffer.length, nowNs); octets != EthernetPort.NONE; octets = port
                .receive(buffer, 0, buffer.length, nowNs)) {
            work++;
            if (octets > 0) {
                came.add(new Frame(nowNs, Arrays.copyOf(buffer, octets)));
            }
        }
        if (work == 0 && nowNs >= untilNs) {
            return false;
        }
        idle.idle(work, nowNs, Math.min(untilNs, port.nextDeadlineNs()));
        return true;
    }

    @Override
    public boolean can(Ability ability) {
        return ability != Ability.VIRTUAL_TIME && verbs != null && verbs.can(ability);
    }

    @Override
    public void reboot() throws IOException {
        tell("reboot");
    }

    /** Has the command do something, while frames go on to come. */
    private void tell(String... words) throws IOException {
        Verbs.Errand errand = verbs.begin(words);
        long untilNs = nowNs() + COMMAND_PATIENCE_NS;
        while (!errand.ended()) {
            pump(nowNs() + BREATH_NS);
            if (nowNs() > untilNs) {
                throw new IOException("the device did not do within " + COMMAND_PATIENCE_NS / 1_000_000_000L
                        + " s what it was told: " + String.join(" ", words));
            }
        }
        if (!errand.complaint().isEmpty()) {
            throw new IOException(errand.complaint() + " when told: " + String.join(" ", words));
        }
    }

    @Override
    public void ping(Address to, int octets) throws IOException {
        // Whether an answer comes is no business of the device's.
        verbs.begin("ping", to.toString(), "size", Integer.toString(octets));
    }

    @Override
    public void listen(Address group, boolean joined) throws IOException {
        tell(joined ? "join" : "leave", group.toString());
    }

    @Override
    public void resolve(String name) throws IOException {
        verbs.begin("resolve", name);
    }

    @Override
    public void link(boolean up) throws IOException {
        tell("link", up ? "up" : "down");
    }

    @Override
    public void release() throws IOException {
        tell("release");
    }

    @Override
    public void pingName(String name) throws IOException {
        verbs.begin(Verbs.verb(Ability.PING_NAME), name);
    }

    @Override
    public void identifiers(Identifiers kind) throws IOException {
        tell(Verbs.verb(Ability.IDENTIFIERS), kind.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void secondInterface(Address address) throws IOException {
        tell(Verbs.verb(Ability.SECOND_INTERFACE), address == null ? "none" : address.toString());
    }

    @Override
    public void close() {
        if (verbs != null) {
            verbs.close();
        }
        try {
            owned.close();
        } catch (Exception e) {
            throw new IllegalStateException("the port could not be closed: " + e.getMessage(), e);
        }
    }
}
