package dev.kogame.apps.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.Idle;
import dev.kogame.board.sim.VirtualCable;
import org.junit.jupiter.api.Test;

/** Two devices behind a link whose far end is another cable. */
class BridgedLinkTest {

    private static final int OCTETS = 60;
    private static final int BUDGET = 16;

    private final VirtualCable outside = new VirtualCable(0, 1, 2);
    private final Link link = new BridgedLink(new Uplink(outside.end(0)), 3, 5);
    private final Duty bridge = link.duties()[0];
    private final byte[] received = new byte[EthernetPort.MAX_FRAME_OCTETS];

    /** A link for one device. */
    private record Uplink(EthernetPort end) implements Link {
        @Override
        public EthernetPort port(int device) {
            return end;
        }

        @Override
        public Duty[] duties() {
            return new Duty[0];
        }

        @Override
        public Idle idle() {
            return (_, _, _) -> {};
        }

        @Override
        public void wake() {
        }

        @Override
        public void reachable(int device, long hi, long lo) {
        }

        @Override
        public String carry(int device, int devicePort) {
            return "";
        }

        @Override
        public String report() {
            return "";
        }

        @Override
        public void close() {
        }
    }

    @Test
    void shouldCarryAFrameOfADeviceToTheOtherAndOut() {
        send(link.port(0), 7);

        assertThat(bridge.poll(0, BUDGET)).isOne();

        assertThat(receive(link.port(1))).isEqualTo(7);
        assertThat(receive(outside.end(1))).isEqualTo(7);
        assertThat(receive(link.port(0))).as("nothing comes back").isNegative();
    }

    @Test
    void shouldCarryAFrameFromOutsideToAllDevices() {
        send(outside.end(1), 9);

        assertThat(bridge.poll(0, BUDGET)).isOne();

        assertThat(receive(link.port(0))).isEqualTo(9);
        assertThat(receive(link.port(1))).isEqualTo(9);
        assertThat(receive(outside.end(1))).as("nothing goes back").isNegative();
    }

    @Test
    void shouldNotCarryMoreThanItsBudgetAtATimeAndSayThatMoreWaits() {
        for (int i = 0; i < 3; i++) {
            send(outside.end(1), i);
        }

        assertThat(bridge.poll(0, 2)).isEqualTo(2);
        assertThat(bridge.nextDeadlineNs()).isZero();
        assertThat(bridge.poll(0, 2)).isOne();
        assertThat(bridge.nextDeadlineNs()).isEqualTo(Deadlines.NEVER);
    }

    private static void send(EthernetPort from, int mark) {
        byte[] frame = new byte[OCTETS];
        frame[OCTETS - 1] = (byte) mark;
        assertThat(from.transmit(frame, 0, OCTETS, 0)).isEqualTo(EthernetPort.SENT);
    }

    /** The mark of the next frame, -1 if there is none. */
    private int receive(EthernetPort at) {
        int octets = at.receive(received, 0, received.length, 0);
        return octets == EthernetPort.NONE ? -1 : received[octets - 1];
    }
}
