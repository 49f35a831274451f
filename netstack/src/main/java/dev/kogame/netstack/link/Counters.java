package dev.kogame.netstack.link;

import dev.kogame.board.Boot;
import dev.kogame.netstack.wire.Drop;

/** What an interface received, sent and dropped, by reason. Counts since start; allocates nothing to count. */
public final class Counters {

    private final long[] drops = new long[Drop.count()];
    private long receivedFrames;
    private long receivedOctets;
    private long sentFrames;
    private long sentOctets;

    /** Counts a dropped packet and answers the code again, so that a caller can drop and return in one line. */
    public int drop(int code) {
        drops[Drop.index(code)]++;
        return code;
    }

    /** Counts a dropped packet. */
    public int drop(Drop reason) {
        return drop(reason.code);
    }

    /** Counts a frame that arrived. */
    public void received(int octets) {
        receivedFrames++;
        receivedOctets += octets;
    }

    /** Counts a frame that the port took. */
    public void sent(int octets) {
        sentFrames++;
        sentOctets += octets;
    }

    public long drops(Drop reason) {
        return drops[Drop.index(reason.code)];
    }

    public long receivedFrames() {
        return receivedFrames;
    }

    public long receivedOctets() {
        return receivedOctets;
    }

    public long sentFrames() {
        return sentFrames;
    }

    public long sentOctets() {
        return sentOctets;
    }

    /** All packets dropped, whatever the reason. */
    public long drops() {
        long sum = 0;
        for (int i = 0; i < drops.length; i++) {
            sum += drops[i];
        }
        return sum;
    }

    /** A report for a person: one line for traffic, then one per reason that occurred. */
    @Boot
    public String report() {
        StringBuilder out = new StringBuilder();
        out.append("received ").append(receivedFrames).append(" frames, ").append(receivedOctets)
                .append(" octets; sent ")
                .append(sentFrames).append(" frames, ").append(sentOctets).append(" octets");
        for (int i = 0; i < drops.length; i++) {
            if (drops[i] != 0) {
                out.append(System.lineSeparator()).append("dropped ").append(drops[i]).append(' ').append(Drop.at(i));
            }
        }
        return out.toString();
    }
}
