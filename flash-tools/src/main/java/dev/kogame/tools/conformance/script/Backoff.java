package dev.kogame.tools.conformance.script;

import static dev.kogame.tools.conformance.packet.Field.CHECKSUM;
import static dev.kogame.tools.conformance.packet.Field.ELAPSED_TIME;
import static dev.kogame.tools.conformance.packet.Field.FLOW_LABEL;
import static dev.kogame.tools.conformance.packet.Kind.ELAPSED_TIME_OPTION;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import dev.kogame.tools.conformance.packet.Kind;
import dev.kogame.tools.conformance.packet.Packet;

/**
 * When a client of DHCPv6 sends a message again, RFC 8415 section 15: RT is IRT, then twice what it was, and no more than MRT, each time
 * with RAND, up to a tenth of it less or more.
 *
 * @param irtS initial retransmission time
 * @param mrtS maximum retransmission time, 0 for none
 */
public record Backoff(double irtS, double mrtS) {

    /** How late or early a timer may seem from here. */
    private static final double MOMENT_S = 0.05;
    private static final double RAND = 0.1;
    /** From so many timeouts on they cannot all be alike by chance. */
    private static final int ENOUGH_TO_TELL = 3;
    /** The step of the Elapsed Time option, section 21.9. */
    private static final double HUNDREDTH_S = 0.01;
    private static final long MOST_ELAPSED = 0xffff;

    /** The parameters of a message, sections 7.6 and 18.2. */
    public static Backoff of(Kind message) {
        return switch (message) {
            case SOLICIT, INFORMATION_REQUEST -> new Backoff(1, 3600);
            case REQUEST -> new Backoff(1, 30);
            case CONFIRM -> new Backoff(1, 4);
            case RENEW, REBIND -> new Backoff(10, 600);
            case RELEASE, DECLINE -> new Backoff(1, 0);
            default -> throw new IllegalArgumentException("no client sends a " + message);
        };
    }

    /**
     * Expects the message that was heard last again, so many times, each at its time and with the time that has elapsed since the first.
     *
     * @return all of the exchange, from the first one on
     */
    public List<Received> expect(Dhcp6Server server, int times) throws IOException {
        List<Received> sent = new ArrayList<>(server.exchange());
        // Without that of the first timeout: that of a Solicit has a rule of its own.
        List<Double> rands = new ArrayList<>();
        double rtS = sent.size() < 2 ? 0 : sent.getLast().atS() - sent.get(sent.size() - 2).atS();
        for (int i = 0; i < times; i++) {
            Received before = sent.getLast();
            double leastS = least(rtS);
            double mostS = most(rtS);
            // A timeout is told from the one before, which was seen as inexactly, and doubled.
            double inexactS = rtS == 0 ? MOMENT_S : 3 * MOMENT_S;
            Received again = server.expectUntil(before.atS() + mostS + inexactS, before.packet().message().kind());
            double tookS = again.atS() - before.atS();
            server.require(tookS >= leastS - inexactS,
                    String.format(Locale.ROOT,
                            "expected a retransmission after %.3f to %.3f s; this came after %.3f s: %s",
                            leastS, mostS, tookS, again));
            same(server, sent.getFirst(), again);
            elapsed(server, sent.getFirst(), again);
            if (rtS != 0) {
                rands.add(tookS / nominal(rtS, tookS) - 1);
            }
            rtS = tookS;
            sent.add(again);
        }
        server.require(rands.size() < ENOUGH_TO_TELL || differ(rands), "expected timeouts with a random part; they had "
                + rands);
        return sent;
    }

    private double least(double beforeS) {
        double doubledS = beforeS == 0 ? irtS * (1 - RAND) : beforeS * (2 - RAND);
        return mrtS == 0 ? doubledS : Math.min(doubledS, mrtS * (1 - RAND));
    }

    private double most(double beforeS) {
        double doubledS = beforeS == 0 ? irtS * (1 + RAND) : beforeS * (2 + RAND);
        // One that would have been longer than MRT is MRT, give or take its own random part.
        return mrtS == 0 || doubledS <= mrtS ? doubledS : mrtS * (1 + RAND);
    }

    /** What the timeout would have been without its random part. */
    private double nominal(double beforeS, double tookS) {
        double doubledS = 2 * beforeS;
        return mrtS != 0 && doubledS > mrtS && tookS > mrtS * (1 - 2 * RAND) ? mrtS : doubledS;
    }

    private static boolean differ(List<Double> rands) {
        double least = rands.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double most = rands.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return most - least > RAND / 100;
    }

    /** Section 15: but for the elapsed time it is the same message; section 16.1: its transaction id too. */
    private static void same(Dhcp6Server server, Received first, Received again) {
        server.require(Arrays.equals(withoutElapsedTime(first.packet()), withoutElapsedTime(again.packet())),
                "expected the same message again, " + first + "; it was " + again);
    }

    private static byte[] withoutElapsedTime(Packet packet) {
        return packet.with(ELAPSED_TIME, 0).with(CHECKSUM, 0).with(FLOW_LABEL, 0).buildIp();
    }

    /** Expects the hundredths of a second since the first message in a later one. */
    private static void elapsed(Dhcp6Server server, Received first, Received again) {
        long expected = Math.min(MOST_ELAPSED, Math.round((again.atS() - first.atS()) / HUNDREDTH_S));
        long told = (Long) again.packet().layer(ELAPSED_TIME_OPTION).get(ELAPSED_TIME);
        server.require(Math.abs(told - expected) <= MOMENT_S / HUNDREDTH_S, "expected an elapsed time of about "
                + expected + " hundredths of a second: " + again);
    }
}
