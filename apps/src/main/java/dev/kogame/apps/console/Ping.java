package dev.kogame.apps.console;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

import dev.kogame.apps.ZonedAddress;
import dev.kogame.board.Deadlines;
import dev.kogame.netstack.StackReport;
import dev.kogame.netstack.icmp6.EchoHandler;
import dev.kogame.netstack.icmp6.EchoRequester;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Icmpv6;

/**
 * Asks for an echo once a second, as ping does, and waits for each reply for a few seconds: the first may have to wait for an address
 * resolution. A group may reply many times.
 */
final class Ping implements Activity, EchoHandler {

    static final int DEFAULT_COUNT = 4;
    static final int MOST = 1000;
    static final int DEFAULT_OCTETS = 56;
    static final long INTERVAL_NS = 1_000_000_000L;
    static final long TIMEOUT_NS = 4_000_000_000L;

    private static final double MS_NS = 1e6;

    private final EchoRequester requester;
    private final ZonedAddress target;
    private final int octets;
    private final int count;
    private final Exchange exchange;
    private int sent;
    private int settled;
    private final Set<Integer> answered = new HashSet<>();
    private int received;
    private long leastNs = Long.MAX_VALUE;
    private long mostNs;
    private long sumNs;
    private long nextNs;
    private boolean over;

    Ping(EchoRequester requester, ZonedAddress target, int octets, int count, Exchange exchange, long nowNs) {
        this.requester = requester;
        this.target = target;
        this.octets = octets;
        this.count = count;
        this.exchange = exchange;
        nextNs = nowNs;
    }

    @Override
    public boolean poll(long nowNs) {
        if (!over && exchange.abandoned()) {
            over = true;
            exchange.end("");
        }
        if (!over && nowNs >= nextNs && sent < count) {
            int outcome = requester.send(target.interfaceIndex(), target.hi(), target.lo(), octets, TIMEOUT_NS, this,
                    nowNs);
            if (outcome >= 0) {
                sent++;
                nextNs += INTERVAL_NS;
            } else if (outcome == EchoRequester.BUSY) {
                // Those of an earlier command that nobody waits for any more.
                nextNs = nowNs + INTERVAL_NS;
            } else {
                over = true;
                exchange.end("cannot send to " + target + ": " + Drop.at(Drop.index(outcome)));
            }
        }
        if (!over && settled == count) {
            over = true;
            conclude();
        }
        return over;
    }

    private void conclude() {
        String times = received == 0
                ? ""
                : String.format(Locale.ROOT, " min %.3f avg %.3f max %.3f ms", leastNs / MS_NS,
                        sumNs / MS_NS / received, mostNs / MS_NS);
        exchange.answer("sent " + sent + " received " + received + " lost " + (sent - answered.size()) + times);
        exchange.end(received == 0 ? "no reply from " + target : "");
    }

    @Override
    public long nextDeadlineNs() {
        return sent < count ? nextNs : Deadlines.NEVER;
    }

    @Override
    public void replied(int request, long hi, long lo, int dataOctets, int hopLimit, long roundTripNs) {
        if (over) {
            return;
        }
        received++;
        leastNs = Math.min(leastNs, roundTripNs);
        mostNs = Math.max(mostNs, roundTripNs);
        sumNs += roundTripNs;
        exchange.answer("reply from " + StackReport.zoned(hi, lo, Math.max(0, target.interfaceIndex())) + " sequence "
                + request + " octets " + dataOctets + " hop-limit " + hopLimit
                + String.format(Locale.ROOT, " time %.3f ms", roundTripNs / MS_NS));
        answered.add(request);
        if (target.isUnicast()) {
            settled++;
        }
    }

    @Override
    public void failed(int request, int type, int code, long hi, long lo) {
        if (over) {
            return;
        }
        exchange.answer("error from " + StackReport.zoned(hi, lo, Math.max(0, target.interfaceIndex())) + " sequence "
                + request + " type " + type + " code " + code);
        if (type != Icmpv6.PACKET_TOO_BIG && target.isUnicast()) {
            settled++;
        }
    }

    @Override
    public void timedOut(int request) {
        if (over) {
            return;
        }
        settled++;
        if (!answered.contains(request)) {
            exchange.answer("no reply sequence " + request);
        }
    }
}
