package dev.kogame.tools.conformance.packet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A packet described: a row of layers. What is left open is filled in when the packet is built (lengths, next headers, checksums,
 * defaults) and not looked at when it is matched. Immutable.
 *
 * <pre>{@code
 * Packet.ip(TN1, NUT).then(HOP_BY_HOP).with(OPTIONS, hex("070400000000")).then(ECHO_REQUEST).with(IDENTIFIER, 7)
 * }</pre>
 */
public final class Packet {

    private static final int WHOLE = -1;

    private final List<Layer> layers;
    private final int upperOctets;
    private final boolean wrongChecksum;

    private Packet(List<Layer> layers, int upperOctets, boolean wrongChecksum) {
        this.layers = List.copyOf(layers);
        this.upperOctets = upperOctets;
        this.wrongChecksum = wrongChecksum;
    }

    static Packet of(List<Layer> layers) {
        return new Packet(layers, WHOLE, false);
    }

    /** An IPv6 packet about which nothing is said. */
    public static Packet ip() {
        return of(List.of(Layer.of(Kind.ETHERNET), Layer.of(Kind.IPV6)));
    }

    public static Packet ip(Object source, Object destination) {
        return ip().with(Field.SOURCE, source).with(Field.DESTINATION, destination);
    }

    /** Goes on with another layer. */
    public Packet then(Layer layer) {
        List<Layer> more = new ArrayList<>(layers);
        more.add(layer);
        Packet packet = new Packet(more, upperOctets, wrongChecksum);
        return layer.kind().isNeighborDiscovery() && layer(Kind.IPV6).get(Field.HOP_LIMIT) == null
                ? packet.with(Field.HOP_LIMIT, 255)
                : packet;
    }

    public Packet then(Kind kind) {
        return then(Layer.of(kind));
    }

    public Packet then(Layer... options) {
        Packet packet = this;
        for (Layer option : options) {
            packet = packet.then(option);
        }
        return packet;
    }

    /** Gives a field of the last layer that has it. */
    public Packet with(Field field, Object value) {
        for (int i = layers.size() - 1; i >= 0; i--) {
            if (layers.get(i).kind().has(field)) {
                List<Layer> changed = new ArrayList<>(layers);
                changed.set(i, layers.get(i).with(field, value));
                return new Packet(changed, upperOctets, wrongChecksum);
            }
        }
        throw new IllegalArgumentException("no layer of this packet has a field " + field.text() + ": " + this);
    }

    /** Gives a field a default that anything given before wins over. */
    public Packet withDefault(Field field, Object value) {
        return get(field) == null ? with(field, value) : this;
    }

    /** Makes the checksum of the upper layer wrong. */
    public Packet withWrongChecksum() {
        return new Packet(layers, upperOctets, true);
    }

    /** Ends the packet after so many octets of its upper layer; lengths and checksum agree. */
    public Packet cutTo(int octets) {
        return new Packet(layers, octets, wrongChecksum);
    }

    /** The value of a field in the last layer that has it, or null if it is open or there is none. */
    public Object get(Field field) {
        for (int i = layers.size() - 1; i >= 0; i--) {
            if (layers.get(i).kind().has(field)) {
                return layers.get(i).get(field);
            }
        }
        return null;
    }

    public long number(Field field) {
        return (Long) get(field);
    }

    public Address address(Field field) {
        return get(field) instanceof Address address ? address : null;
    }

    public byte[] octets(Field field) {
        return (byte[]) get(field);
    }

    /** The first layer of a kind, or null. */
    public Layer layer(Kind kind) {
        return layers.stream().filter(layer -> layer.kind() == kind).findFirst().orElse(null);
    }

    /** All layers of a kind, in order. */
    public List<Layer> all(Kind kind) {
        return layers.stream().filter(layer -> layer.kind() == kind).toList();
    }

    public boolean has(Kind kind) {
        return layer(kind) != null;
    }

    public List<Layer> layers() {
        return layers;
    }

    /** The message or header that the packet is sent for: the last layer that is no option or record. */
    public Layer message() {
        return layers.stream().filter(
                layer -> !layer.kind().isPart() && layer.kind() != Kind.RAW)
                .toList().getLast();
    }

    // --- matching -------------------------------------------------------------------------------------------------------

    /**
     * Whether a packet that came is as described here: the same headers in the same order as far as they are described, each with the
     * fields that are given, and each option or record that is described among those that came.
     */
    public boolean matches(Packet actual) {
        List<Layer> headers = headers(this);
        List<Layer> others = headers(actual);
        if (headers.size() > others.size()) {
            return false;
        }
        for (int i = 0; i < headers.size(); i++) {
            if (!headers.get(i).matches(others.get(i))) {
                return false;
            }
        }
        return parts(this).stream().allMatch(part -> parts(actual).stream().anyMatch(part::matches));
    }

    private static List<Layer> headers(Packet packet) {
        List<Layer> headers = new ArrayList<>(packet.layers);
        headers.removeAll(parts(packet));
        return headers;
    }

    private static List<Layer> parts(Packet packet) {
        return packet.layers.stream().filter(
                layer -> layer.kind().isPart()).toList();
    }

    // --- octets ---------------------------------------------------------------------------------------------------------

    /** The Ethernet frame, without padding. */
    public byte[] build() {
        return new Builder(layers, upperOctets, wrongChecksum).build();
    }

    /** The octets from the IPv6 header on, as an error quotes them. */
    public byte[] buildIp() {
        byte[] frame = build();
        return Arrays.copyOfRange(frame, 14, frame.length);
    }

    /** Reads a frame; what makes no sense becomes octets. Never fails. */
    public static Packet parse(byte[] frame) {
        return new Parser(frame).parse();
    }

    /** In one line, from the IPv6 header on. */
    @Override
    public String toString() {
        Layer ip = layer(Kind.IPV6);
        if (ip == null) {
            return layers.stream().map(Layer::toString).collect(Collectors.joining(" | "));
        }
        StringBuilder out = new StringBuilder().append(end(ip.get(Field.SOURCE))).append(" > ")
                .append(end(ip.get(Field.DESTINATION)));
        String about = ip.without(Field.SOURCE).without(Field.DESTINATION).toString().replace("IPv6", "").strip();
        if (!about.isEmpty()) {
            out.append(' ').append(about);
        }
        layers.subList(layers.indexOf(ip) + 1, layers.size()).forEach(layer -> out.append(" | ").append(layer));
        if (layers.getFirst().get(Field.ETHERNET_DESTINATION) instanceof Long mac) {
            out.append(" to ").append(Layer.mac(mac));
        }
        return out + (wrongChecksum ? " [wrong checksum]" : "")
                + (upperOctets == WHOLE ? "" : " [cut to " + upperOctets + " octets]");
    }

    private static String end(Object address) {
        return address == null ? "*" : address.toString();
    }
}
