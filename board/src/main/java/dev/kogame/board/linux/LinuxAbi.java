package dev.kogame.board.linux;

/**
 * Numbers and struct layouts of the Linux kernel, as 64-bit user space sees them. They are the same on x86-64 and aarch64; a
 * test compiles them against the kernel's own headers.
 */
final class LinuxAbi {
    private LinuxAbi() {
    }

    // <fcntl.h>, <sys/socket.h>; <sys/eventfd.h> takes the same O_ flags
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int F_SETFL = 4;
    static final int AF_UNIX = 1;
    static final int AF_PACKET = 17;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_RAW = 3;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;

    // <errno.h>
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EIO = 5;
    static final int ENXIO = 6;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int ENOTTY = 25;

    // <linux/if_tun.h>
    static final long TUNSETIFF = 0x400454caL;
    static final long TUNSETOFFLOAD = 0x400454d0L;
    static final long TUNGETIFF = 0x800454d2L;
    static final int IFF_TAP = 0x0002;
    static final int IFF_NO_PI = 0x1000;

    // <linux/sockios.h>, <linux/if.h>
    static final long SIOCGIFFLAGS = 0x8913;
    static final long SIOCSIFFLAGS = 0x8914;
    static final long SIOCGIFHWADDR = 0x8927;
    static final long SIOCGIFINDEX = 0x8933;
    static final int IFF_UP = 0x1;
    static final int IFF_RUNNING = 0x40;

    /** struct ifreq: a name of {@link #IFNAMSIZ} octets with its final NUL, then a union, here the short ifr_flags. */
    static final int IFREQ_OCTETS = 40;
    static final int IFREQ_FLAGS = 16;
    static final int IFNAMSIZ = 16;

    static final int IFREQ_IFINDEX = 16;
    /** struct sockaddr in the union: its family, which is a hardware type here, and data. */
    static final int IFREQ_HWADDR_FAMILY = 16;
    static final int IFREQ_HWADDR_DATA = 18;

    // <linux/if_ether.h>, <linux/if_arp.h>, <linux/if_packet.h>
    static final int ETH_P_IPV6 = 0x86dd;
    static final int ARPHRD_ETHER = 1;
    static final int SOL_PACKET = 263;
    static final int PACKET_ADD_MEMBERSHIP = 1;
    static final int PACKET_MR_PROMISC = 1;

    /** struct sockaddr_ll; what is not named here stays 0. */
    static final int SOCKADDR_LL_OCTETS = 20;
    static final int SOCKADDR_LL_FAMILY = 0;
    static final int SOCKADDR_LL_PROTOCOL = 2;
    static final int SOCKADDR_LL_IFINDEX = 4;

    /** struct packet_mreq; what is not named here stays 0. */
    static final int PACKET_MREQ_OCTETS = 16;
    static final int PACKET_MREQ_IFINDEX = 0;
    static final int PACKET_MREQ_TYPE = 4;

    /** struct pollfd: int fd, short events, short revents. */
    static final int POLLFD_OCTETS = 8;
    static final int POLLFD_FD = 0;
    static final int POLLFD_EVENTS = 4;
    static final int POLLFD_REVENTS = 6;
    static final int POLLIN = 0x1;
    static final int POLLERR = 0x8;
    static final int POLLHUP = 0x10;
    static final int POLLNVAL = 0x20;

    /** struct timespec: long tv_sec, long tv_nsec. */
    static final int TIMESPEC_OCTETS = 16;
    static final int TIMESPEC_SEC = 0;
    static final int TIMESPEC_NSEC = 8;

    // <linux/spi/spidev.h>
    static final long SPI_IOC_RD_MODE = 0x80016b01L;
    static final long SPI_IOC_WR_MODE = 0x40016b01L;
    static final long SPI_IOC_WR_BITS_PER_WORD = 0x40016b03L;
    static final long SPI_IOC_RD_MAX_SPEED_HZ = 0x80046b04L;
    static final long SPI_IOC_WR_MAX_SPEED_HZ = 0x40046b04L;
    static final int SPI_MODE_0 = 0;

    /** SPI_IOC_MESSAGE(n) is this number with the octets of n transfers from this bit on. */
    static final long SPI_IOC_MESSAGE = 0x40006b00L;
    static final int SPI_IOC_SIZE_SHIFT = 16;

    /** struct spi_ioc_transfer; what is not named here stays 0. */
    static final int SPI_TRANSFER_OCTETS = 32;
    static final int SPI_TRANSFER_TX_BUF = 0;
    static final int SPI_TRANSFER_RX_BUF = 8;
    static final int SPI_TRANSFER_LEN = 16;
    static final int SPI_TRANSFER_CS_CHANGE = 27;

    // <linux/gpio.h>
    static final long GPIO_GET_CHIPINFO_IOCTL = 0x8044b401L;
    static final long GPIO_V2_GET_LINEINFO_IOCTL = 0xc100b405L;
    static final long GPIO_V2_GET_LINE_IOCTL = 0xc250b407L;
    static final long GPIO_V2_LINE_GET_VALUES_IOCTL = 0xc010b40eL;
    static final int GPIO_V2_LINE_FLAG_INPUT = 1 << 2;
    static final int GPIO_V2_LINE_FLAG_EDGE_FALLING = 1 << 5;
    static final int GPIO_V2_LINE_FLAG_BIAS_PULL_UP = 1 << 8;

    /** struct gpiochip_info: name, label, __u32 lines. */
    static final int CHIPINFO_OCTETS = 68;
    static final int CHIPINFO_LABEL = 32;
    static final int CHIPINFO_LINES = 64;

    /** struct gpio_v2_line_info: name, consumer, __u32 offset. */
    static final int LINEINFO_OCTETS = 256;
    static final int LINEINFO_CONSUMER = 32;
    static final int LINEINFO_OFFSET = 64;

    /** struct gpio_v2_line_request: __u32 offsets[64], consumer, config with its flags first. */
    static final int LINE_REQUEST_OCTETS = 592;
    static final int LINE_REQUEST_CONSUMER = 256;
    static final int LINE_REQUEST_FLAGS = 288;
    static final int LINE_REQUEST_NUM_LINES = 560;
    static final int LINE_REQUEST_FD = 588;

    /** struct gpio_v2_line_values: __u64 bits, __u64 mask. */
    static final int LINE_VALUES_OCTETS = 16;
    static final int LINE_VALUES_BITS = 0;
    static final int LINE_VALUES_MASK = 8;

    static final int LINE_EVENT_OCTETS = 48;
}
