package dev.kogame.tools.interop;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import dev.kogame.board.EthernetPort;

/**
 * A port that loses CoAP's messages, in both directions, by a seed. None is lost more than three times, its Acknowledgement
 * included, so that the fourth of the five transmissions arrives: how seldom chance takes all five is no matter of a test. What the
 * neighbours say to find each other is left alone, so that a test of CoAP is none of Neighbor Discovery.
 */
final class LossyPort implements EthernetPort {

    private static final int ETHER_TYPE = 12;
    private static final int NEXT_HEADER = 14 + 6;
    private static final int UDP = 17;
    private static final int PORTS = 14 + 40;
    private static final int MESSAGE_ID = PORTS + 8 + 2;
    private static final int MAX_LOSSES = 3;

    private final EthernetPort port;
    private final Random random;
    /** How often a message was lost: both ports, whichever comes first, and the Message ID. */
    private final Map<Integer, Integer> losses = new HashMap<>();
    private int percent;
    private int lost;

    LossyPort(EthernetPort port, long seed) {
        this.port = port;
        random = new Random(seed);
    }

    /** Loses so many of a hundred datagrams from now on. */
    void lose(int newPercent) {
        percent = newPercent;
    }

    /** How many were lost until now. */
    int lost() {
        return lost;
    }

    private boolean loses(byte[] frame, int at, int octets) {
        boolean udp = octets > NEXT_HEADER && frame[at + ETHER_TYPE] == (byte) 0x86
                && frame[at + ETHER_TYPE + 1] == (byte) 0xdd && frame[at + NEXT_HEADER] == UDP;
        if (!udp || random.nextInt(100) >= percent) {
            return false;
        }
        int message = get16(frame, at + PORTS) + get16(frame, at + PORTS + 2) << 16 | get16(frame, at + MESSAGE_ID);
        if (losses.merge(message, 1, Integer::sum) > MAX_LOSSES) {
            return false;
        }
        lost++;
        return true;
    }

    private static int get16(byte[] frame, int at) {
        return (frame[at] & 0xff) << 8 | frame[at + 1] & 0xff;
    }

    @Override
    public int receive(byte[] frame, int at, int capacity, long nowNs) {
        int octets = port.receive(frame, at, capacity, nowNs);
        while (octets > 0 && loses(frame, at, octets)) {
            octets = port.receive(frame, at, capacity, nowNs);
        }
        return octets;
    }

    @Override
    public int transmit(byte[] frame, int at, int octets, long nowNs) {
        return loses(frame, at, octets) ? SENT : port.transmit(frame, at, octets, nowNs);
    }

    @Override
    public int poll(long nowNs) {
        return port.poll(nowNs);
    }

    @Override
    public long nextDeadlineNs() {
        return port.nextDeadlineNs();
    }

    @Override
    public boolean linkUp() {
        return port.linkUp();
    }

    @Override
    public long macAddress() {
        return port.macAddress();
    }

    @Override
    public void joinGroup(long group) {
        port.joinGroup(group);
    }

    @Override
    public void leaveGroup(long group) {
        port.leaveGroup(group);
    }
}
