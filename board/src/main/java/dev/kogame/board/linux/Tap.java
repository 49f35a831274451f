package dev.kogame.board.linux;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import dev.kogame.board.Boot;
import dev.kogame.board.Deadlines;

/**
 * A cable to the Linux kernel: a TAP interface. What we transmit the kernel receives on the interface, and what it sends there
 * we receive.
 *
 * <p>It receives everything, so {@link #joinGroup} has nothing to do and frames to other hosts' addresses arrive too. The link
 * is up while the interface is up and has a carrier, which is looked at every second, every 100 ms while it is down, and when
 * the kernel refuses a frame. Once the interface is deleted the link stays down for good.
 *
 * <p>One thread. After {@link #open} nothing allocates or throws.
 */
public final class Tap extends FrameDescriptor {
    private static final String DEVICE = "/dev/net/tun";
    private static final long LINK_CHECK_WHILE_UP_NS = 1_000_000_000L;
    private static final long LINK_CHECK_WHILE_DOWN_NS = 100_000_000L;

    private final int socket;
    private long linkCheckNs;

    /** Creates or attaches to the interface; takes over {@code descriptor} and {@code socket} only if it succeeds. */
    private Tap(String name, long macAddress, int descriptor, int socket, Arena arena) throws SystemCallException {
        super(name, macAddress, descriptor, arena);
        this.socket = socket;
        boolean existed = NativeCalls.ioctl(socket, LinuxAbi.SIOCGIFFLAGS, request) != -LinuxAbi.ENODEV;
        attach(name);
        if (!existed) {
            bringUp(name);
        }
        lookAtLink();
    }

    /**
     * Creates the TAP interface {@code name}, or attaches to the one there is.
     *
     * <p>This changes the host: an interface that did not exist is created, brought up (so the kernel gives it a link-local
     * address), and disappears again at {@link #close} or when the process ends. One that existed keeps its state, up or down,
     * and stays; only its checksum and segmentation offloads are switched off, so that frames come complete.
     *
     * @param name 1 to 15 printable ASCII characters without a blank, {@code /}, {@code :} or {@code %}
     * @param macAddress our own address on this cable, not the kernel's: an individual address, first octet in bits 47..40
     * @throws IllegalArgumentException if the name or the address is none
     * @throws UnsupportedOperationException if this is not a Linux we know
     * @throws SystemCallException if the kernel refuses; the message says what to do
     */
    @Boot
    public static Tap open(String name, long macAddress) throws SystemCallException {
        requireName(name);
        requireIndividual(macAddress);
        Linux.require("a TAP");
        // Interface flags are asked for through any socket; a local one exists even where IPv6 is switched off.
        int socket = NativeCalls.socket(LinuxAbi.AF_UNIX, LinuxAbi.SOCK_DGRAM | LinuxAbi.SOCK_CLOEXEC, 0);
        if (socket < 0) {
            throw new SystemCallException("socket", "AF_UNIX", -socket, "allow the process more open files");
        }
        int descriptor = NativeCalls.open(DEVICE, LinuxAbi.O_RDWR | LinuxAbi.O_NONBLOCK | LinuxAbi.O_CLOEXEC);
        if (descriptor < 0) {
            NativeCalls.close(socket);
            throw new SystemCallException("open", DEVICE, -descriptor, mendOfOpen(-descriptor));
        }
        try {
            return new Tap(name, macAddress, descriptor, socket, Arena.ofAuto());
        } catch (SystemCallException e) {
            NativeCalls.close(descriptor);
            NativeCalls.close(socket);
            throw e;
        }
    }

    private void attach(String name) throws SystemCallException {
        request.set(JAVA_SHORT, LinuxAbi.IFREQ_FLAGS, (short) (LinuxAbi.IFF_TAP | LinuxAbi.IFF_NO_PI));
        int result = NativeCalls.ioctl(descriptor, LinuxAbi.TUNSETIFF, request);
        if (result < 0) {
            throw new SystemCallException("ioctl TUNSETIFF", DEVICE + " for " + name, -result,
                    mendOfAttach(name, -result));
        }
        // What used a lasting TAP before us may have asked for frames with unfinished checksums.
        result = NativeCalls.ioctl(descriptor, LinuxAbi.TUNSETOFFLOAD, MemorySegment.NULL);
        if (result < 0) {
            throw new SystemCallException("ioctl TUNSETOFFLOAD", name, -result, "use another interface name");
        }
    }

    private void bringUp(String name) throws SystemCallException {
        int result = NativeCalls.ioctl(socket, LinuxAbi.SIOCGIFFLAGS, request);
        if (result >= 0) {
            short flags = request.get(JAVA_SHORT, LinuxAbi.IFREQ_FLAGS);
            request.set(JAVA_SHORT, LinuxAbi.IFREQ_FLAGS, (short) (flags | LinuxAbi.IFF_UP));
            result = NativeCalls.ioctl(socket, LinuxAbi.SIOCSIFFLAGS, request);
        }
        if (result < 0) {
            throw new SystemCallException("ioctl SIOCSIFFLAGS", name, -result,
                    "run as root, or make the interface first: " + commands(name));
        }
    }

    private static void requireName(String name) {
        boolean printable = name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '/' && c != ':' && c != '%');
        if (name.isEmpty() || name.length() >= LinuxAbi.IFNAMSIZ || !printable || name.equals(".")
                || name.equals("..")) {
            throw new IllegalArgumentException("\"" + name + "\" cannot name a TAP: Linux takes 1 to "
                    + (LinuxAbi.IFNAMSIZ - 1)
                    + " ASCII characters without blanks, '/', ':' and '%', for example lamp0");
        }
    }

    private static String mendOfOpen(int errno) {
        return switch (errno) {
            case LinuxAbi.ENOENT, LinuxAbi.ENODEV -> "load the kernel's TUN/TAP driver with: modprobe tun";
            case LinuxAbi.EACCES, LinuxAbi.EPERM -> "run as root, or let your user open " + DEVICE;
            default -> "the process may have too many open files";
        };
    }

    private static String mendOfAttach(String name, int errno) {
        return switch (errno) {
            case LinuxAbi.EPERM, LinuxAbi.EACCES ->
                "run as root, or make the interface for your user first: " + commands(name);
            case LinuxAbi.EBUSY -> "another program holds " + name + "; stop it, or use another interface name";
            case LinuxAbi.EINVAL -> name + " exists and is no plain TAP; use another interface name";
            default -> "use another interface name, or look at: ip -details link show " + name;
        };
    }

    private static String commands(String name) {
        return "sudo ip tuntap add mode tap name " + name + " user $USER && sudo ip link set " + name + " up";
    }

    @Override
    public int poll(long nowNs) {
        if (nowNs < linkCheckNs) {
            return 0;
        }
        boolean before = linkUp;
        lookAtLink();
        if (linkCheckNs != Deadlines.NEVER) {
            linkCheckNs = nowNs + (linkUp ? LINK_CHECK_WHILE_UP_NS : LINK_CHECK_WHILE_DOWN_NS);
        }
        return linkUp == before ? 0 : 1;
    }

    @Override
    public long nextDeadlineNs() {
        return linkCheckNs;
    }

    @Override
    void lookAtLink() {
        // TUNGETIFF also tells the name the interface has now, so renaming it does not matter.
        if (closed || NativeCalls.control(descriptor, LinuxAbi.TUNGETIFF, request) < 0) {
            linkUp = false;
            linkCheckNs = Deadlines.NEVER;
            return;
        }
        if (NativeCalls.control(socket, LinuxAbi.SIOCGIFFLAGS, request) < 0) {
            // Still attached, yet unknown here: it was moved into another network namespace, whose flags cannot be seen.
            linkUp = true;
            return;
        }
        // Running means up and with a carrier.
        linkUp = (request.get(JAVA_SHORT, LinuxAbi.IFREQ_FLAGS) & LinuxAbi.IFF_RUNNING) != 0;
    }

    /** Lets the interface go; one that {@link #open} created disappears. For the thread of the port, or once that has ended. */
    @Boot
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            linkUp = false;
            linkCheckNs = Deadlines.NEVER;
            NativeCalls.close(descriptor);
            NativeCalls.close(socket);
        }
    }
}
