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
    static final int AF_UNIX = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_CLOEXEC = 0x80000;

    // <errno.h>
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int ENODEV = 19;
    static final int EINVAL = 22;

    // <linux/if_tun.h>
    static final long TUNSETIFF = 0x400454caL;
    static final long TUNSETOFFLOAD = 0x400454d0L;
    static final long TUNGETIFF = 0x800454d2L;
    static final int IFF_TAP = 0x0002;
    static final int IFF_NO_PI = 0x1000;

    // <linux/sockios.h>, <linux/if.h>
    static final long SIOCGIFFLAGS = 0x8913;
    static final long SIOCSIFFLAGS = 0x8914;
    static final int IFF_UP = 0x1;
    static final int IFF_RUNNING = 0x40;

    /** struct ifreq: a name of {@link #IFNAMSIZ} octets with its final NUL, then a union, here the short ifr_flags. */
    static final int IFREQ_OCTETS = 40;
    static final int IFREQ_FLAGS = 16;
    static final int IFNAMSIZ = 16;

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
}
