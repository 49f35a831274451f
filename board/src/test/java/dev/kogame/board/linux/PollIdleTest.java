package dev.kogame.board.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.sun.management.ThreadMXBean;
import dev.kogame.board.Deadlines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(value = OS.LINUX, disabledReason = "ppoll is a call of Linux")
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PollIdleTest {
    private static final int O_RDONLY = 0;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    @TempDir
    private Path folder;
    /** The two ends of a named pipe. */
    private int reading;
    private int writing;

    @BeforeEach
    void openPipe() throws IOException, InterruptedException {
        String path = folder.resolve("pipe").toString();
        assertThat(new ProcessBuilder("mkfifo", path).start().waitFor()).isZero();
        reading = NativeCalls.open(path, O_RDONLY | LinuxAbi.O_NONBLOCK);
        writing = NativeCalls.open(path, LinuxAbi.O_RDWR | LinuxAbi.O_NONBLOCK);
        assertThat(reading).isPositive();
        assertThat(writing).isPositive();
    }

    @AfterEach
    void closePipe() {
        NativeCalls.close(reading);
        NativeCalls.close(writing);
    }

    private void write() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment octet = arena.allocate(1);
            assertThat(NativeCalls.write(writing, octet, 1)).isEqualTo(1);
        }
    }

    private static long elapsedNs(PollIdle idle, long waitNs) {
        long before = System.nanoTime();
        idle.idle(0, 1000, 1000 + waitNs);
        return System.nanoTime() - before;
    }

    @Test
    void shouldReturnAtOnceAfterWork() {
        new PollIdle(() -> reading).idle(1, 0, Deadlines.NEVER);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5})
    void shouldReturnAtOnceWhenTheDeadlineHasPassed(long waitNs) {
        assertThat(elapsedNs(new PollIdle(() -> reading), waitNs)).isLessThan(NS_PER_SECOND);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 999_999, 1_500_000, 20_000_001, 1_050_000_000})
    void shouldSleepUntilTheDeadlineAndNotReturnBefore(long waitNs) {
        // The upper bound is for a busy machine; in peace it is about 0.1 ms.
        assertThat(elapsedNs(new PollIdle(() -> reading), waitNs)).isBetween(waitNs, waitNs + NS_PER_SECOND / 2);
        assertThat(elapsedNs(new PollIdle(), waitNs)).isBetween(waitNs, waitNs + NS_PER_SECOND / 2);
    }

    @Test
    void shouldWakeWhenTheSecondOfTwoDevicesIsReadable() {
        write();
        PollIdle idle = new PollIdle(() -> -1, () -> reading);
        idle.idle(0, 0, Deadlines.NEVER);
        // Not read: it wakes again.
        idle.idle(0, 0, Deadlines.NEVER);
    }

    @Test
    void shouldWakeWhenADeviceBecomesReadableWhileItSleeps() throws InterruptedException {
        PollIdle idle = new PollIdle(() -> reading);
        Thread sleeper = Thread.ofPlatform().daemon().start(() -> idle.idle(0, 0, Deadlines.NEVER));
        assertThat(sleeper.join(Duration.ofMillis(100))).isFalse();
        write();
        assertThat(sleeper.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void shouldNotSpinOnADeviceThatHasGone() {
        // Without a writer the reading end answers POLLHUP, again and again.
        NativeCalls.close(writing);
        PollIdle idle = new PollIdle(() -> reading);
        assertThat(elapsedNs(idle, TimeUnit.SECONDS.toNanos(20))).isLessThan(10 * NS_PER_SECOND);
        assertThat(elapsedNs(idle, 30_000_000)).isGreaterThanOrEqualTo(30_000_000);
    }

    @Test
    void shouldAllocateNothing() {
        PollIdle idle = new PollIdle(() -> reading);
        write();
        assertThat(Allocation.leastOctetsOfBlocks(() -> {
            for (int i = 0; i < 2000; i++) {
                idle.idle(0, 0, 1);
            }
        })).isZero();
    }
}
