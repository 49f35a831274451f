package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import dev.kogame.board.EthernetPort;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final int FRAMES = 10_000;

    private final Rig rig = Rig.up(true);
    private final byte[] frame = Rig.frame(new byte[1514], Rig.MAC, 1514, 1);
    private int next = 60;
    private int sent;

    private void traffic(int frames) {
        for (int i = 0; i < frames; i++) {
            next = next >= 1500 ? 60 : next + 13;
            rig.farEnd.offer(frame, next);
            if (rig.driver.transmit(frame, 0, next, rig.nowNs) == EthernetPort.SENT) {
                sent++;
            }
            rig.run(1_700_000);
        }
    }

    @Test
    void shouldAllocateNothingForTraffic() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        traffic(2_000);
        threads.getCurrentThreadAllocatedBytes();
        int before = rig.received;
        sent = 0;
        long start = threads.getCurrentThreadAllocatedBytes();
        traffic(FRAMES);
        long allocated = threads.getCurrentThreadAllocatedBytes() - start;
        assertThat(allocated).isZero();
        assertThat(rig.received - before).isEqualTo(FRAMES);
        assertThat(sent).isGreaterThan(FRAMES / 2);
    }
}
