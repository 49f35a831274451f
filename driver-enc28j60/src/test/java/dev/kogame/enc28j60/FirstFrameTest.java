package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import dev.kogame.board.EthernetPort;
import org.junit.jupiter.api.Test;

class FirstFrameTest {
    @Test
    void shouldCarryAFrameEachWay() {
        Rig rig = Rig.up(true);
        byte[] in = Rig.frame(new byte[1514], Rig.MAC, 100, 1);
        rig.farEnd.offer(in, 100);
        rig.run(Rig.MS);
        assertThat(rig.received).isEqualTo(1);
        assertThat(rig.lastOctets).isEqualTo(100);
        assertThat(Arrays.copyOf(rig.frame, 100)).isEqualTo(Arrays.copyOf(in, 100));

        byte[] out = Rig.frame(new byte[1514], rig.farEnd.macAddress(), 200, 2);
        assertThat(rig.transmit(out, 200)).isEqualTo(EthernetPort.SENT);
        rig.run(Rig.MS);
        byte[] seen = new byte[2048];
        assertThat(rig.farEnd.take(seen)).isEqualTo(200);
        assertThat(Arrays.copyOf(seen, 200)).isEqualTo(Arrays.copyOf(out, 200));
        rig.expectNoViolation();
    }
}
