package dev.kogame.tools.conformance.script;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.kogame.tools.conformance.device.Device;
import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Field;
import dev.kogame.tools.conformance.packet.Integrity;
import dev.kogame.tools.conformance.packet.Kind;
import dev.kogame.tools.conformance.packet.Layer;
import dev.kogame.tools.conformance.packet.Packet;

/**
 * The tester of one case: it plays all the {@link Node}s of the link, sends packets, and expects packets.
 *
 * <p>A packet is expected among those that came since the last {@link #send} and have not been expected yet. The tester answers the
 * solicitations for its nodes by itself until {@link #mute} is called. Whatever comes is held against {@link Integrity}. One thread.
 */
public final class Tester {

    /** How long an answer may take. */
    public static final double REPLY_S = 5;

    private static final double SECOND_NS = 1e9;

    private final Device device;
    private final List<Event> events = new ArrayList<>();
    private final List<Received> unclaimed = new ArrayList<>();
    private final Map<Address, Node> owners = new HashMap<>();
    private final Set<Node> answering = new HashSet<>();
    private final Address linkLocal;
    private final Address global;
    private final long beganNs;
    private double markS;
    private int identifications;

    public Tester(Device device) {
        this.device = device;
        beganNs = device.nowNs();
        linkLocal = Address.linkLocal(device.mac());
        global = Address.eui64(Node.PREFIX, device.mac());
        for (Node node : List.of(Node.TN1, Node.TN2, Node.TN3, Node.TN4, Node.TN5, Node.TR1, Node.TR2, Node.TR3)) {
            if (node.linkLocal() != null) {
                own(node, node.linkLocal());
                answering.add(node);
            }
            own(node, node.global());
        }
    }

    // --- the device -----------------------------------------------------------------------------------------------------

    /** The device's Ethernet address. */
    public long mac() {
        return device.mac();
    }

    /** The device's link-local address. */
    public Address nut() {
        return linkLocal;
    }

    /** The address that the device forms in the prefix of the link. */
    public Address nutGlobal() {
        return global;
    }

    /** Starts the device anew and waits for nothing. */
    public void reboot() throws IOException {
        remark("reboot");
        unclaimed.clear();
        markS = nowS();
        device.reboot();
    }

    /** Tells the device to send an Echo Request. */
    public void ping(Address to, int octets) throws IOException {
        told("ping " + to + " with " + octets + " octets");
        device.ping(to, octets);
    }

    /** Tells the device to listen to a group, or no longer to. */
    public void listen(Address group, boolean joined) throws IOException {
        told((joined ? "join " : "leave ") + group);
        device.listen(group, joined);
    }

    /** Tells the device to find the addresses of a name. */
    public void resolve(String name) throws IOException {
        told("resolve " + name);
        device.resolve(name);
    }

    /** Takes the device's link away, or gives it back. */
    public void link(boolean up) throws IOException {
        told(up ? "link up" : "link down");
        device.link(up);
    }

    /** Tells the device to give back what DHCPv6 servers leased. */
    public void release() throws IOException {
        told("release");
        device.release();
    }

    /** What comes from now on is what the device does because it was told to. */
    private void told(String what) throws IOException {
        drain();
        remark(what);
        unclaimed.clear();
        markS = nowS();
    }

    /** Tells the device to look a name up, and to send an Echo Request to the address that it tries first. */
    public void pingName(String name) throws IOException {
        told("ping name " + name);
        device.pingName(name);
    }

    /** Starts the device anew, with identifiers formed in another way, and waits for nothing. */
    public void reboot(Device.Identifiers kind) throws IOException {
        device.identifiers(kind);
        remark("identifiers " + kind);
        reboot();
    }

    /** Tells the device to have an address on a second interface from its next start on. */
    public void secondInterface(Address address) throws IOException {
        remark("second interface with " + address);
        device.secondInterface(address);
    }

    /** An identification for the fragments of one packet that no earlier one of this device has. */
    public int identification() {
        return (int) (device.nowNs() / 1_000_000) << 4 | identifications++ & 0xf;
    }

    public boolean can(Device.Ability ability) {
        return device.can(ability);
    }

    // --- the stations ---------------------------------------------------------------------------------------------------

    /** Gives a station a further address. */
    public void own(Node node, Address address) {
        owners.put(address, node);
    }

    /** Lets these stations, or all if none is named, no longer answer solicitations. */
    public void mute(Node... nodes) {
        if (nodes.length == 0) {
            answering.clear();
        }
        answering.removeAll(List.of(nodes));
    }

    /** Lets the station with this address no longer answer solicitations. */
    public void mute(Address address) {
        answering.remove(owners.get(address));
    }

    /** Lets these stations answer solicitations. */
    public void answer(Node... nodes) {
        answering.addAll(List.of(nodes));
    }

    // --- verbs ----------------------------------------------------------------------------------------------------------

    public double nowS() {
        return (device.nowNs() - beganNs) / SECOND_NS;
    }

    /**
     * Sends a packet now, from the station that has its source address, to the device.
     *
     * @return its octets from the IPv6 header on
     */
    public byte[] send(Packet packet) throws IOException {
        drain();
        unclaimed.clear();
        byte[] frame = transmit(packet);
        markS = nowS();
        return Arrays.copyOfRange(frame, 14, frame.length);
    }

    /** Sends a frame as it is. */
    public void sendFrame(byte[] frame) throws IOException {
        drain();
        unclaimed.clear();
        put(frame);
        markS = nowS();
    }

    private void put(byte[] frame) throws IOException {
        events.add(new Event(device.nowNs() - beganNs, Event.Direction.TO_DEVICE, frame, ""));
        device.send(frame);
    }

    private byte[] transmit(Packet packet) throws IOException {
        Packet whole = packet;
        if (packet.layer(Kind.ETHERNET).get(Field.ETHERNET_SOURCE) == null) {
            Node node = owners.getOrDefault(packet.layer(Kind.IPV6).get(Field.SOURCE), Node.TN1);
            whole = whole.with(Field.ETHERNET_SOURCE, node.mac());
        }
        boolean group = packet.layer(Kind.IPV6).get(Field.DESTINATION) instanceof Address to && to.isMulticast();
        if (packet.layer(Kind.ETHERNET).get(Field.ETHERNET_DESTINATION) == null && !group) {
            whole = whole.with(Field.ETHERNET_DESTINATION, device.mac());
        }
        byte[] frame = whole.build();
        put(frame);
        return frame;
    }

    /** Expects a packet within {@link #REPLY_S}. */
    public Received expect(Packet pattern) throws IOException {
        return expect(pattern, REPLY_S);
    }

    /** Expects a packet within a time from now. */
    public Received expect(Packet pattern, double withinS) throws IOException {
        return expect(pattern, Double.NEGATIVE_INFINITY, nowS() + withinS);
    }

    /** Expects a packet between two times after the last packet that was sent or expected. */
    public Received expectAfter(double fromS, double toS, Packet pattern) throws IOException {
        return expect(pattern, markS + fromS, markS + toS);
    }

    private Received expect(Packet pattern, double fromS, double toS) throws IOException {
        double sinceS = nowS();
        Received found = claim(pattern);
        while (found == null) {
            Received next = receive(toS);
            if (next == null) {
                throw new Failure(String.format(Locale.ROOT, "expected until %.3f s: %s%s", toS, pattern,
                        instead(sinceS)));
            }
            found = claim(pattern);
        }
        if (found.atS() < fromS) {
            throw new Failure(String.format(Locale.ROOT, "expected not before %.3f s, and it came at %.3f s: %s", fromS,
                    found.atS(), pattern));
        }
        remark("as expected: " + pattern);
        markS = found.atS();
        return found;
    }

    /** Expects that no such packet comes for a time from now, nor has come since the last send. */
    public void expectNothing(Packet pattern, double duringS) throws IOException {
        refuse(pattern::matches, pattern.toString(), duringS);
    }

    /**
     * Expects that for a time the device says nothing but what hosts say of their own accord: Router Solicitations, multicast listener
     * reports, its own duplicate address detection, and probes of neighbors.
     */
    public void expectSilence(double duringS) throws IOException {
        refuse(packet -> !ofItsOwnAccord(packet), "anything", duringS);
    }

    private void refuse(Predicate<Packet> refused, String what, double duringS) throws IOException {
        double untilS = nowS() + duringS;
        do {
            for (Received came : unclaimed) {
                if (refused.test(came.packet())) {
                    throw new Failure(String.format(Locale.ROOT, "not expected until %.3f s: %s; but at %s", untilS,
                            what, came));
                }
            }
        } while (receive(untilS) != null);
        remark(String.format(Locale.ROOT, "nothing for %.1f s, as expected: %s", duringS, what));
    }

    private static boolean ofItsOwnAccord(Packet packet) {
        if (packet.layer(Kind.IPV6) == null) {
            return true;
        }
        Kind kind = packet.message().kind();
        Address to = (Address) packet.layer(Kind.IPV6).get(Field.DESTINATION);
        return kind == Kind.ROUTER_SOLICITATION || kind.isMld() || packet.has(Kind.UDP) && to.isMulticast()
                || kind == Kind.NEIGHBOR_SOLICITATION && (!to.isMulticast()
                        || Address.UNSPECIFIED.equals(packet.layer(Kind.IPV6).get(Field.SOURCE)));
    }

    /** Lets time pass; what comes meanwhile is forgotten. */
    public void pause(double seconds) throws IOException {
        double untilS = nowS() + seconds;
        while (receive(untilS) != null) {
            // Logged and held against the rules.
        }
        unclaimed.clear();
    }

    /** Lets time pass, and answers the packets that came meanwhile and match. */
    public List<Received> collect(Packet pattern, double seconds) throws IOException {
        double untilS = nowS() + seconds;
        List<Received> found = new ArrayList<>();
        do {
            for (Received came = claim(pattern); came != null; came = claim(pattern)) {
                found.add(came);
            }
        } while (receive(untilS) != null);
        for (Received came = claim(pattern); came != null; came = claim(pattern)) {
            found.add(came);
        }
        return found;
    }

    /** What matches of all that came since a time of {@link #nowS}. */
    public List<Received> since(double timeS, Packet pattern) {
        return events.stream()
                .filter(event -> event.direction() == Event.Direction.FROM_DEVICE && event.atNs() / SECOND_NS >= timeS)
                .map(event -> new Received(event.atNs() / SECOND_NS, event.frame(), event.packet()))
                .filter(came -> pattern.matches(came.packet())).toList();
    }

    /** Fails the case unless something holds; the sentence says what. */
    public void require(boolean holds, String sentence) {
        if (!holds) {
            throw new Failure(sentence);
        }
    }

    /** Watches for a condition that packets bring about. */
    public void await(BooleanSupplier condition, double withinS, String sentence) throws IOException {
        double untilS = nowS() + withinS;
        while (!condition.getAsBoolean()) {
            if (receive(untilS) == null) {
                throw new Failure(String.format(Locale.ROOT, "expected until %.3f s: %s", untilS, sentence));
            }
        }
    }

    /** A note in the report. */
    public void remark(String text) {
        events.add(new Event(device.nowNs() - beganNs, Event.Direction.REMARK, null, text));
    }

    public List<Event> events() {
        return events;
    }

    // --- receiving ------------------------------------------------------------------------------------------------------

    private void drain() throws IOException {
        while (receive(nowS()) != null) {
            // What came before belongs to what was sent before.
        }
    }

    private Received claim(Packet pattern) {
        for (Received came : unclaimed) {
            if (pattern.matches(came.packet())) {
                unclaimed.remove(came);
                return came;
            }
        }
        return null;
    }

    /** The next packet of the device, or null if none comes until then. */
    private Received receive(double untilS) throws IOException {
        Device.Frame frame = device.receive(beganNs + Math.round(untilS * SECOND_NS));
        if (frame == null) {
            return null;
        }
        Packet packet = Packet.parse(frame.octets());
        long atNs = frame.atNs() - beganNs;
        Received next = new Received(atNs / SECOND_NS, frame.octets(), packet);
        events.add(new Event(atNs, Event.Direction.FROM_DEVICE, frame.octets(), ""));
        String fault = Integrity.fault(frame.octets(), packet);
        if (!fault.isEmpty()) {
            throw new Failure("no node may send this: " + fault + ", at " + next);
        }
        unclaimed.add(next);
        if (packet.message().kind() == Kind.NEIGHBOR_SOLICITATION) {
            advertise(packet);
        }
        return next;
    }

    private void advertise(Packet solicitation) throws IOException {
        Address target = solicitation.address(Field.TARGET);
        Address asking = (Address) solicitation.layer(Kind.IPV6).get(Field.SOURCE);
        Node node = owners.get(target);
        if (node != null && answering.contains(node) && !asking.equals(Address.UNSPECIFIED)) {
            transmit(Packet.ip(target, asking).with(Field.ETHERNET_DESTINATION, solicitation.get(Field.ETHERNET_SOURCE))
                    .then(Kind.NEIGHBOR_ADVERTISEMENT).with(Field.TARGET, target)
                    .with(Field.ROUTER, node.router() ? 1 : 0).with(Field.SOLICITED, 1).with(Field.OVERRIDE, 1)
                    .then(Layer.of(Kind.TARGET_LINK_LAYER_ADDRESS).with(Field.LINK_LAYER_ADDRESS, node.mac())));
        }
    }

    private String instead(double sinceS) {
        String came = unclaimed.stream().map(Received::toString).collect(Collectors.joining("; "));
        return came.isEmpty()
                ? String.format(Locale.ROOT, "; nothing came since %.3f s", sinceS)
                : "; came instead: " + came;
    }
}
