package dev.kogame.board.linux;

import dev.kogame.board.Clock;
import dev.kogame.board.Deadlines;
import dev.kogame.board.EthernetPort;

/** A main that stands on a TAP and prints what becomes of its link, until the interface is gone. */
final class LinkWatch {
    static final String UP = "link up";
    static final String DOWN = "link down";
    static final String TOO_LONG = "received a frame that is too long";
    static final String RESTED = "the thread slept on";

    private static final long REST_NS = 50_000_000;

    private LinkWatch() {
    }

    /** @param arguments the TAP's name */
    public static void main(String... arguments) throws SystemCallException {
        Clock clock = Clock.monotonic();
        byte[] frame = new byte[EthernetPort.MAX_FRAME_OCTETS];
        byte[] ours = new byte[60];
        try (Tap tap = Tap.open(arguments[0], 0x02_00_00_00_00_07L)) {
            PollIdle idle = new PollIdle(tap);
            System.out.println(tap.linkUp() ? UP : DOWN);
            while (tap.nextDeadlineNs() != Deadlines.NEVER) {
                long nowNs = clock.nowNs();
                int work = tap.poll(nowNs);
                if (work > 0) {
                    int outcome = tap.transmit(ours, 0, ours.length, nowNs);
                    System.out.println((tap.linkUp() ? UP : DOWN) + " again, transmit answers " + outcome);
                }
                int octets = tap.receive(frame, 0, frame.length, nowNs);
                if (octets == EthernetPort.RECEIVE_TOO_LONG) {
                    System.out.println(TOO_LONG);
                }
                idle.idle(work + (octets != EthernetPort.NONE ? 1 : 0), nowNs, tap.nextDeadlineNs());
            }
            // The first wait may find the descriptor dead; the second must not spin on it.
            idle.idle(0, 0, REST_NS);
            long nowNs = clock.nowNs();
            idle.idle(0, nowNs, nowNs + REST_NS);
            System.out.println(clock.nowNs() - nowNs >= REST_NS ? RESTED : "the thread spins");
        }
    }
}
