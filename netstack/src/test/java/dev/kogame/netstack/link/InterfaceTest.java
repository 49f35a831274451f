package dev.kogame.netstack.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import dev.kogame.board.Deadlines;
import dev.kogame.board.EthernetPort;
import dev.kogame.netstack.wire.Drop;
import dev.kogame.netstack.wire.Ipv6;
import org.junit.jupiter.api.Test;

/** The transmit queue and the groups of an interface, on a port that can be told to be busy. */
class InterfaceTest {

    private static final class Port implements EthernetPort {
        int answer = SENT;
        int receives = NONE;
        final List<Integer> sent = new ArrayList<>();
        final List<String> filter = new ArrayList<>();

        @Override
        public int poll(long nowNs) {
            return 0;
        }

        @Override
        public long nextDeadlineNs() {
            return Deadlines.NEVER;
        }

        @Override
        public int receive(byte[] frame, int at, int capacity, long nowNs) {
            return receives;
        }

        @Override
        public int transmit(byte[] frame, int at, int octets, long nowNs) {
            if (answer == SENT) {
                sent.add(octets);
            }
            return answer;
        }

        @Override
        public boolean linkUp() {
            return true;
        }

        @Override
        public long macAddress() {
            return 1;
        }

        @Override
        public void joinGroup(long group) {
            filter.add("+" + Long.toHexString(group));
        }

        @Override
        public void leaveGroup(long group) {
            filter.add("-" + Long.toHexString(group));
        }
    }

    private final Port port = new Port();
    private final FramePool pool = new FramePool(6);
    private final Interface on = new Interface(0, port, pool, 3, 4);

    /** Sends an empty packet whose payload length tells it from others. */
    private int send(int payload) {
        int slot = pool.take();
        Ipv6.write(pool.bytes(slot), FramePool.IP_AT, payload, 59, 64);
        return on.send(slot, 2, 0);
    }

    @Test
    void shouldQueueForABusyPortAndKeepTheOrder() {
        port.answer = EthernetPort.BUSY;
        assertThat(send(1)).isEqualTo(Drop.OK);
        assertThat(send(2)).isEqualTo(Drop.OK);
        assertThat(send(3)).isEqualTo(Drop.OK);
        assertThat(send(4)).isEqualTo(Drop.TRANSMIT_QUEUE_FULL.code);
        assertThat(on.queued()).isEqualTo(3);
        assertThat(pool.free()).isEqualTo(3);
        assertThat(on.poll(0)).as("still busy").isZero();
        port.answer = EthernetPort.SENT;
        assertThat(send(5)).as("nothing overtakes what is queued").isEqualTo(Drop.TRANSMIT_QUEUE_FULL.code);
        assertThat(on.poll(0)).isEqualTo(3);
        assertThat(port.sent).containsExactly(54 + 1, 54 + 2, 54 + 3);
        assertThat(pool.free()).isEqualTo(6);
        assertThat(on.counters().sentFrames()).isEqualTo(3);
        for (int i = 0; i < 10; i++) {
            assertThat(send(i)).isEqualTo(Drop.OK);
        }
        assertThat(pool.free()).isEqualTo(6);
    }

    @Test
    void shouldGiveTheSlotBackWhenThePortFails() {
        port.answer = EthernetPort.FAILED;
        send(1);
        assertThat(on.counters().drops(Drop.PORT_TRANSMIT_FAILED)).isEqualTo(1);
        assertThat(pool.free()).isEqualTo(6);
    }

    @Test
    void shouldSendNothingWhenIpIsOff() {
        on.disable();
        assertThat(send(1)).isEqualTo(Drop.INTERFACE_DISABLED.code);
        assertThat(pool.free()).isEqualTo(6);
        assertThat(port.sent).isEmpty();
    }

    @Test
    void shouldCountWhatThePortLost() {
        byte[] b = new byte[FramePool.SLOT_OCTETS];
        port.receives = EthernetPort.RECEIVE_ERROR;
        assertThat(on.receive(b, 0)).isEqualTo(Drop.PORT_RECEIVE_ERROR.code);
        port.receives = EthernetPort.RECEIVE_OVERRUN;
        assertThat(on.receive(b, 0)).isEqualTo(Drop.PORT_OVERRUN.code);
        port.receives = EthernetPort.RECEIVE_TOO_LONG;
        assertThat(on.receive(b, 0)).isEqualTo(Drop.FRAME_LENGTH.code);
        port.receives = 60;
        assertThat(on.receive(b, 0)).isEqualTo(60);
        assertThat(on.counters().receivedFrames()).isEqualTo(1);
        assertThat(on.counters().receivedOctets()).isEqualTo(60);
        assertThat(on.counters().drops()).isEqualTo(3);
        assertThat(on.counters().report()).contains("dropped 1 PORT_OVERRUN");
    }

    @Test
    void shouldSetThePortsFilterOnceForAllReasonsAndAllGroupsOfOneEthernetAddress() {
        MulticastGroups groups = on.groups();
        groups.join(0xff02L << 48, 0x1_ff00_0001L);
        groups.join(0xff02L << 48, 0x1_ff00_0001L);
        groups.join(0xff05L << 48, 0x9_ff00_0001L);
        assertThat(port.filter).containsExactly("+3333ff000001");
        groups.leave(0xff02L << 48, 0x1_ff00_0001L);
        assertThat(groups.listening(0xff02L << 48, 0x1_ff00_0001L)).isTrue();
        groups.leave(0xff02L << 48, 0x1_ff00_0001L);
        assertThat(groups.listening(0xff02L << 48, 0x1_ff00_0001L)).isFalse();
        assertThat(port.filter).as("ff05 still needs it").hasSize(1);
        groups.leave(0xff05L << 48, 0x9_ff00_0001L);
        assertThat(port.filter).containsExactly("+3333ff000001", "-3333ff000001");
        groups.leave(0xff05L << 48, 0x9_ff00_0001L);
        assertThat(port.filter).hasSize(2);
    }

    @Test
    void shouldRefuseMoreGroupsThanItHasRoomFor() {
        for (int i = 0; i < 4; i++) {
            assertThat(on.groups().join(0xff02L << 48, i)).isNotEqualTo(MulticastGroups.FULL);
        }
        assertThat(on.groups().join(0xff02L << 48, 9)).isEqualTo(MulticastGroups.FULL);
        assertThat(on.groups().join(0xff02L << 48, 3)).isNotEqualTo(MulticastGroups.FULL);
    }
}
