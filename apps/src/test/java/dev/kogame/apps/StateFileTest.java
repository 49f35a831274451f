package dev.kogame.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {

    private static final int OCTETS = 6;
    private static final int SECTOR = 512;

    @TempDir
    Path folder;

    @Test
    void shouldHaveNothingAtFirstAndWhatWasWrittenLastThen() throws IOException {
        Path path = folder.resolve("made/for/it/light");
        try (StateFile file = StateFile.open(path, OCTETS)) {
            assertThat(file.isWritten()).isFalse();
        }
        for (int state = 1; state <= 5; state++) {
            write(path, state);
            assertThat(read(path)).isEqualTo(state);
        }
        assertThat(Files.size(path)).isEqualTo(2 * SECTOR);
    }

    /** The power goes while a state is written: some octets of its sector are new, some old, some neither. */
    @Test
    void shouldKeepTheStateBeforeWhenAWriteIsCutAnywhere() throws IOException {
        Path path = folder.resolve("light");
        SplittableRandom random = new SplittableRandom(1);
        for (int before = 0; before <= 4; before++) {
            Files.deleteIfExists(path);
            StateFile.open(path, OCTETS).close();
            for (int state = 1; state <= before; state++) {
                write(path, state);
            }
            byte[] old = Files.readAllBytes(path);
            write(path, before + 1);
            byte[] whole = Files.readAllBytes(path);
            int slot = (before + 1) % 2 * SECTOR;

            for (int cut = 0; cut < SECTOR; cut++) {
                byte[] torn = old.clone();
                System.arraycopy(whole, slot, torn, slot, cut);
                Files.write(path, torn);
                assertThat(read(path)).as("%d octets of state %d are there", cut, before + 1)
                        .isEqualTo(Arrays.equals(torn, whole) ? before + 1 : before);

                random.nextBytes(torn);
                System.arraycopy(old, SECTOR - slot, torn, SECTOR - slot, SECTOR);
                Files.write(path, torn);
                assertThat(read(path)).as("the sector of state %d is garbage", before + 1).isEqualTo(before);
            }
        }
    }

    @Test
    void shouldGoOnAfterATornWriteAndAfterTheFileWasCutWhenItWasMade() throws IOException {
        Path path = folder.resolve("light");
        write(path, 1);
        write(path, 2);
        byte[] torn = Files.readAllBytes(path);
        torn[2]++;
        Files.write(path, torn);
        assertThat(read(path)).isEqualTo(1);
        write(path, 3);
        assertThat(read(path)).isEqualTo(3);

        Files.write(path, new byte[100]);
        assertThat(read(path)).isZero();
        write(path, 4);
        assertThat(read(path)).isEqualTo(4);
    }

    @Test
    void shouldRefuseAFileOfSomethingElse() throws IOException {
        Path path = Files.writeString(folder.resolve("light"), "a letter to somebody, ".repeat(100));
        assertThatThrownBy(() -> StateFile.open(path, OCTETS)).isInstanceOf(IOException.class)
                .hasMessageStartingWith("the state file " + path + " cannot be used").hasMessageContaining("--state");
        assertThat(path).content().startsWith("a letter");
        assertThatThrownBy(() -> StateFile.open(Files.writeString(folder.resolve("file"), "").resolve("light"), OCTETS))
                .isInstanceOf(IOException.class).hasMessageContaining("--state");
        assertThatThrownBy(() -> StateFile.open(path, 257)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldAllocateNothingToWrite() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (StateFile file = StateFile.open(folder.resolve("light"), OCTETS)) {
            long[] allocated = new long[5];
            for (int round = 0; round < allocated.length; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 200; i++) {
                    file.put(0, i);
                    file.write();
                }
                allocated[round] = threads.getCurrentThreadAllocatedBytes() - before;
            }
            // What our code allocates, it allocates in every round; HotSpot itself does so now and then.
            assertThat(allocated).contains(0);
        }
    }

    private static void write(Path path, int state) throws IOException {
        try (StateFile file = StateFile.open(path, OCTETS)) {
            file.put(0, state);
            file.put(OCTETS - 1, ~state);
            file.write();
        }
    }

    /** The state in a file, 0 if there is none. */
    private static int read(Path path) throws IOException {
        try (StateFile file = StateFile.open(path, OCTETS)) {
            if (!file.isWritten()) {
                return 0;
            }
            assertThat(file.get(OCTETS - 1)).isEqualTo(~file.get(0) & 0xff);
            return file.get(0);
        }
    }
}
