package dev.kogame.board.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Holds every number of {@link LinuxAbi} against the headers of the machine, by letting its C compiler compare them. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the headers of the Linux kernel are only on Linux")
class LinuxAbiTest {
    private static final String INCLUDES = """
            #define _GNU_SOURCE
            #include <stddef.h>
            #include <errno.h>
            #include <fcntl.h>
            #include <poll.h>
            #include <time.h>
            #include <sys/ioctl.h>
            #include <sys/socket.h>
            #include <linux/if.h>
            #include <linux/if_tun.h>
            #include <linux/sockios.h>
            """;
    /** Ours that are no macro of the headers. */
    private static final Map<String, String> EXPRESSIONS = Map.ofEntries(
            Map.entry("IFREQ_OCTETS", "sizeof(struct ifreq)"),
            Map.entry("IFREQ_FLAGS", "offsetof(struct ifreq, ifr_flags)"),
            Map.entry("POLLFD_OCTETS", "sizeof(struct pollfd)"), Map.entry("POLLFD_FD", "offsetof(struct pollfd, fd)"),
            Map.entry("POLLFD_EVENTS", "offsetof(struct pollfd, events)"),
            Map.entry("POLLFD_REVENTS", "offsetof(struct pollfd, revents)"),
            Map.entry("TIMESPEC_OCTETS", "sizeof(struct timespec)"),
            Map.entry("TIMESPEC_SEC", "offsetof(struct timespec, tv_sec)"),
            Map.entry("TIMESPEC_NSEC", "offsetof(struct timespec, tv_nsec)"));
    /** The types that NativeCalls and PollIdle give to arguments and fields. */
    private static final String TYPES = """
            _Static_assert(sizeof(long) == 8, "long");
            _Static_assert(sizeof(size_t) == 8, "size_t");
            _Static_assert(sizeof(ssize_t) == 8, "ssize_t");
            _Static_assert(sizeof(nfds_t) == 8, "nfds_t");
            _Static_assert(sizeof(((struct timespec *)0)->tv_sec) == 8, "tv_sec");
            _Static_assert(sizeof(((struct timespec *)0)->tv_nsec) == 8, "tv_nsec");
            _Static_assert(sizeof(((struct ifreq *)0)->ifr_flags) == 2, "ifr_flags");
            _Static_assert(sizeof(((struct pollfd *)0)->events) == 2, "events");
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldAgreeWithTheHeadersOfTheMachine() throws Exception {
        Assumptions.assumeTrue(Needed.onPath("cc"),
                "the C compiler compares the numbers, and there is no cc: install gcc");
        StringBuilder program = new StringBuilder(INCLUDES).append(TYPES);
        for (Field field : LinuxAbi.class.getDeclaredFields()) {
            String name = field.getName();
            long value = ((Number) field.get(null)).longValue();
            program.append("_Static_assert(").append(EXPRESSIONS.getOrDefault(name, name)).append(" == ").append(value)
                    .append(", \"").append(name).append("\");\n");
        }
        assertThat(program.toString()).contains("TUNSETIFF").contains("POLLFD_REVENTS");
        assertThat(compile(program.toString())).isEmpty();
    }

    private String compile(String program) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("abi.c"), program);
        Process compiler = new ProcessBuilder("cc", "-std=c11", "-fsyntax-only", source.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(compiler.getInputStream().readAllBytes());
        assertThat(compiler.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
