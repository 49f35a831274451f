package dev.kogame.tools.conformance.cases;

import static dev.kogame.tools.conformance.packet.Field.DATA;
import static dev.kogame.tools.conformance.packet.Field.FRAGMENT_OFFSET;
import static dev.kogame.tools.conformance.packet.Field.IDENTIFICATION;
import static dev.kogame.tools.conformance.packet.Field.MORE_FRAGMENTS;
import static dev.kogame.tools.conformance.packet.Field.NEXT_HEADER;
import static dev.kogame.tools.conformance.packet.Field.PAYLOAD_LENGTH;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.kogame.tools.conformance.packet.Field;
import dev.kogame.tools.conformance.packet.Kind;
import dev.kogame.tools.conformance.packet.Packet;
import dev.kogame.tools.conformance.script.Failure;
import dev.kogame.tools.conformance.script.Received;
import dev.kogame.tools.conformance.script.Tester;

/** A packet of the device that may come whole or in fragments. */
final class Reassembled {

    private final Tester t;
    private final List<Received> pieces = new ArrayList<>();

    Reassembled(Tester t) {
        this.t = t;
    }

    /** Expects a packet within {@link Tester#REPLY_S}, whole or in fragments that are in order or not. */
    Reassembled expect(Packet pattern) throws IOException {
        double untilS = t.nowS() + Tester.REPLY_S;
        Packet any = Packet.ip(pattern.layer(Kind.IPV6).get(Field.SOURCE),
                pattern.layer(Kind.IPV6).get(Field.DESTINATION));
        pieces.clear();
        while (true) {
            Received next = t.expect(any, untilS - t.nowS());
            if (!next.packet().has(Kind.FRAGMENT)) {
                if (pattern.matches(next.packet())) {
                    pieces.add(next);
                    return this;
                }
                continue;
            }
            pieces.add(next);
            byte[] whole = join();
            if (whole != null) {
                if (!pattern.matches(Packet.parse(whole))) {
                    throw new Failure("the fragments make another packet than expected: " + Packet.parse(whole)
                            + " instead of " + pattern);
                }
                return this;
            }
        }
    }

    /** The octets of the largest packet that came, from the IPv6 header on. */
    int largestOctets() {
        return pieces.stream().mapToInt(Received::ipOctets).max().orElseThrow();
    }

    /** The octets of the packet that came first, from the IPv6 header on. */
    byte[] first() {
        Received first = pieces.getFirst();
        return Arrays.copyOfRange(first.frame(), 14, 14 + first.ipOctets());
    }

    /** The frame that the fragments make, or null while one is missing. */
    private byte[] join() {
        Packet first = null;
        int octets = -1;
        byte[] payload = new byte[65_536];
        boolean[] there = new boolean[65_536 / 8 + 1];
        long identification = pieces.getLast().packet().number(IDENTIFICATION);
        for (Received piece : pieces) {
            Packet packet = piece.packet();
            if (packet.number(IDENTIFICATION) != identification) {
                continue;
            }
            int at = 8 * (int) packet.number(FRAGMENT_OFFSET);
            byte[] data = packet.has(Kind.RAW)
                    ? packet.layer(Kind.RAW).get(DATA) instanceof byte[] b ? b : new byte[0]
                    : new byte[0];
            System.arraycopy(data, 0, payload, at, data.length);
            Arrays.fill(there, at / 8, (at + data.length + 7) / 8, true);
            first = at == 0 ? packet : first;
            octets = packet.number(MORE_FRAGMENTS) == 0 ? at + data.length : octets;
        }
        for (int i = 0; i < (octets + 7) / 8; i++) {
            if (!there[i]) {
                return null;
            }
        }
        if (first == null || octets < 0) {
            return null;
        }
        Packet header = Packet.ip().with(PAYLOAD_LENGTH, octets)
                .with(NEXT_HEADER, first.layer(Kind.FRAGMENT).get(NEXT_HEADER));
        for (Field field : new Field[] {Field.SOURCE, Field.DESTINATION, Field.HOP_LIMIT}) {
            header = header.with(field, first.layer(Kind.IPV6).get(field));
        }
        byte[] head = header.build();
        byte[] whole = Arrays.copyOf(head, head.length + octets);
        System.arraycopy(payload, 0, whole, head.length, octets);
        return whole;
    }
}
