package dev.kogame.board.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

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
            #include <linux/if_arp.h>
            #include <linux/if_ether.h>
            #include <linux/if_packet.h>
            #include <linux/if_tun.h>
            #include <linux/sockios.h>
            #include <linux/gpio.h>
            #include <linux/spi/spidev.h>
            """;
    /** Ours that are no macro of the headers. */
    private static final Map<String, String> EXPRESSIONS = Map.ofEntries(
            Map.entry("IFREQ_OCTETS", "sizeof(struct ifreq)"),
            Map.entry("IFREQ_FLAGS", "offsetof(struct ifreq, ifr_flags)"),
            Map.entry("IFREQ_IFINDEX", "offsetof(struct ifreq, ifr_ifindex)"),
            Map.entry("IFREQ_HWADDR_FAMILY", "offsetof(struct ifreq, ifr_hwaddr.sa_family)"),
            Map.entry("IFREQ_HWADDR_DATA", "offsetof(struct ifreq, ifr_hwaddr.sa_data)"),
            Map.entry("SOCKADDR_LL_OCTETS", "sizeof(struct sockaddr_ll)"),
            Map.entry("SOCKADDR_LL_FAMILY", "offsetof(struct sockaddr_ll, sll_family)"),
            Map.entry("SOCKADDR_LL_PROTOCOL", "offsetof(struct sockaddr_ll, sll_protocol)"),
            Map.entry("SOCKADDR_LL_IFINDEX", "offsetof(struct sockaddr_ll, sll_ifindex)"),
            Map.entry("PACKET_MREQ_OCTETS", "sizeof(struct packet_mreq)"),
            Map.entry("PACKET_MREQ_IFINDEX", "offsetof(struct packet_mreq, mr_ifindex)"),
            Map.entry("PACKET_MREQ_TYPE", "offsetof(struct packet_mreq, mr_type)"),
            Map.entry("POLLFD_OCTETS", "sizeof(struct pollfd)"), Map.entry("POLLFD_FD", "offsetof(struct pollfd, fd)"),
            Map.entry("POLLFD_EVENTS", "offsetof(struct pollfd, events)"),
            Map.entry("POLLFD_REVENTS", "offsetof(struct pollfd, revents)"),
            Map.entry("SPI_IOC_MESSAGE", "SPI_IOC_MESSAGE(0)"), Map.entry("SPI_IOC_SIZE_SHIFT", "_IOC_SIZESHIFT"),
            Map.entry("SPI_TRANSFER_OCTETS", "sizeof(struct spi_ioc_transfer)"),
            Map.entry("SPI_TRANSFER_TX_BUF", "offsetof(struct spi_ioc_transfer, tx_buf)"),
            Map.entry("SPI_TRANSFER_RX_BUF", "offsetof(struct spi_ioc_transfer, rx_buf)"),
            Map.entry("SPI_TRANSFER_LEN", "offsetof(struct spi_ioc_transfer, len)"),
            Map.entry("SPI_TRANSFER_CS_CHANGE", "offsetof(struct spi_ioc_transfer, cs_change)"),
            Map.entry("CHIPINFO_OCTETS", "sizeof(struct gpiochip_info)"),
            Map.entry("CHIPINFO_LABEL", "offsetof(struct gpiochip_info, label)"),
            Map.entry("CHIPINFO_LINES", "offsetof(struct gpiochip_info, lines)"),
            Map.entry("LINEINFO_OCTETS", "sizeof(struct gpio_v2_line_info)"),
            Map.entry("LINEINFO_CONSUMER", "offsetof(struct gpio_v2_line_info, consumer)"),
            Map.entry("LINEINFO_OFFSET", "offsetof(struct gpio_v2_line_info, offset)"),
            Map.entry("LINE_REQUEST_OCTETS", "sizeof(struct gpio_v2_line_request)"),
            Map.entry("LINE_REQUEST_CONSUMER", "offsetof(struct gpio_v2_line_request, consumer)"),
            Map.entry("LINE_REQUEST_FLAGS", "offsetof(struct gpio_v2_line_request, config.flags)"),
            Map.entry("LINE_REQUEST_NUM_LINES", "offsetof(struct gpio_v2_line_request, num_lines)"),
            Map.entry("LINE_REQUEST_FD", "offsetof(struct gpio_v2_line_request, fd)"),
            Map.entry("LINE_VALUES_OCTETS", "sizeof(struct gpio_v2_line_values)"),
            Map.entry("LINE_VALUES_BITS", "offsetof(struct gpio_v2_line_values, bits)"),
            Map.entry("LINE_VALUES_MASK", "offsetof(struct gpio_v2_line_values, mask)"),
            Map.entry("LINE_EVENT_OCTETS", "sizeof(struct gpio_v2_line_event)"),
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
            _Static_assert(sizeof(((struct ifreq *)0)->ifr_name) == 16, "ifr_name");
            _Static_assert(sizeof(((struct pollfd *)0)->fd) == 4, "fd");
            _Static_assert(sizeof(((struct ifreq *)0)->ifr_ifindex) == 4, "ifr_ifindex");
            _Static_assert(sizeof(((struct sockaddr_ll *)0)->sll_protocol) == 2, "sll_protocol");
            _Static_assert(sizeof(((struct sockaddr_ll *)0)->sll_ifindex) == 4, "sll_ifindex");
            _Static_assert(sizeof(((struct packet_mreq *)0)->mr_type) == 2, "mr_type");
            _Static_assert(sizeof(((struct pollfd *)0)->events) == 2, "events");
            _Static_assert(sizeof(((struct pollfd *)0)->revents) == 2, "revents");
            _Static_assert(sizeof(((struct spi_ioc_transfer *)0)->tx_buf) == 8, "tx_buf");
            _Static_assert(sizeof(((struct spi_ioc_transfer *)0)->rx_buf) == 8, "rx_buf");
            _Static_assert(sizeof(((struct spi_ioc_transfer *)0)->len) == 4, "len");
            _Static_assert(sizeof(((struct spi_ioc_transfer *)0)->cs_change) == 1, "cs_change");
            _Static_assert(SPI_IOC_MESSAGE(32) == (0x40006b00 | 32 * 32 << 16), "32 transfers");
            _Static_assert(sizeof(((struct gpiochip_info *)0)->lines) == 4, "lines");
            _Static_assert(sizeof(((struct gpiochip_info *)0)->label) == 32, "label");
            _Static_assert(sizeof(((struct gpio_v2_line_info *)0)->consumer) == 32, "consumer");
            _Static_assert(sizeof(((struct gpio_v2_line_info *)0)->offset) == 4, "offset asked");
            _Static_assert(offsetof(struct gpio_v2_line_request, offsets) == 0, "offsets");
            _Static_assert(sizeof(((struct gpio_v2_line_request *)0)->offsets[0]) == 4, "offset");
            _Static_assert(sizeof(((struct gpio_v2_line_request *)0)->config.flags) == 8, "flags");
            _Static_assert(sizeof(((struct gpio_v2_line_request *)0)->consumer) == 32, "consumer of a request");
            _Static_assert(sizeof(((struct gpio_v2_line_request *)0)->num_lines) == 4, "num_lines");
            _Static_assert(sizeof(((struct gpio_v2_line_request *)0)->fd) == 4, "fd of a request");
            _Static_assert(sizeof(((struct gpio_v2_line_values *)0)->bits) == 8, "bits");
            _Static_assert(sizeof(((struct gpio_v2_line_values *)0)->mask) == 8, "mask");
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldAgreeWithTheHeadersOfTheMachine() throws Exception {
        Needed.program("cc", "gcc");
        StringBuilder program = new StringBuilder(INCLUDES).append(TYPES);
        for (Field field : LinuxAbi.class.getDeclaredFields()) {
            String name = field.getName();
            long value = ((Number) field.get(null)).longValue();
            program.append("_Static_assert(").append(EXPRESSIONS.getOrDefault(name, name)).append(" == ").append(value)
                    .append(", \"").append(name).append("\");\n");
        }
        assertThat(program.toString()).contains("TUNSETIFF").contains("POLLFD_REVENTS");
        assertThat(EXPRESSIONS.keySet()).as("ours that are compared under another name")
                .allSatisfy(name -> assertThat(program.toString()).contains("\"" + name + "\""));
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
