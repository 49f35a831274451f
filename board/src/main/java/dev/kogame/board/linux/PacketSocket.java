package dev.kogame.board.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import dev.kogame.board.Boot;

/**
 * A real Ethernet of the Linux host: the IPv6 frames of an interface, through a packet socket, packet(7).
 *
 * <p>We are a further station on that Ethernet, beside the host itself: what we transmit goes to the wire and not to the host, and
 * what the host sends does not come here. The interface is promiscuous while the port is open, so {@link #joinGroup} has nothing to do
 * and frames to other stations arrive too. Two interfaces at the ends of one virtual cable in the kernel (veth) may hand over UDP
 * datagrams with unfinished checksums; switch that off with {@code ethtool -K IFACE tx off}.
 *
 * <p>The link is up while the interface is up and has a carrier, which is looked at ten times a second. One thread. After
 * {@link #open} nothing allocates or throws.
 */
public final class PacketSocket extends FrameDescriptor {
    private static final long LINK_CHECK_NS = 100_000_000L;

    private long linkCheckNs;

    private PacketSocket(String name, long macAddress, int descriptor, Arena arena) throws SystemCallException {
        super(name, macAddress, descriptor, arena);
        requireEthernet(name);
        bind(name, arena);
        lookAtLink();
    }

    /**
     * Opens the Ethernet of an interface, which is promiscuous until {@link #close}.
     *
     * @param name an interface of this host, such as {@code eth0}
     * @param macAddress our own address on that Ethernet, not the host's: an individual address, first octet in bits 47..40
     * @throws IllegalArgumentException if the name or the address is none
     * @throws UnsupportedOperationException if this is not a Linux we know
     * @throws SystemCallException if the kernel refuses; the message says what to do
     */
    @Boot
    public static PacketSocket open(String name, long macAddress) throws SystemCallException {
        if (name.isEmpty() || name.length() >= LinuxAbi.IFNAMSIZ || !name.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("\"" + name + "\" cannot name an interface; see: ip link");
        }
        requireIndividual(macAddress);
        Linux.require("a packet socket");
        int socket = NativeCalls.socket(LinuxAbi.AF_PACKET,
                LinuxAbi.SOCK_RAW | LinuxAbi.SOCK_NONBLOCK | LinuxAbi.SOCK_CLOEXEC, protocol());
        if (socket < 0) {
            throw new SystemCallException("socket", "AF_PACKET", -socket,
                    "run as root, or give the program the capability CAP_NET_RAW");
        }
        try {
            return new PacketSocket(name, macAddress, socket, Arena.ofAuto());
        } catch (SystemCallException e) {
            NativeCalls.close(socket);
            throw e;
        }
    }

    /** In network octet order; only little-endian machines are known here. */
    private static short protocol() {
        return Short.reverseBytes((short) LinuxAbi.ETH_P_IPV6);
    }

    private void requireEthernet(String name) throws SystemCallException {
        int result = NativeCalls.ioctl(descriptor, LinuxAbi.SIOCGIFHWADDR, request);
        if (result < 0) {
            throw new SystemCallException("ioctl SIOCGIFHWADDR", name, -result, "name an interface of: ip link");
        }
        if (request.get(JAVA_SHORT, LinuxAbi.IFREQ_HWADDR_FAMILY) != LinuxAbi.ARPHRD_ETHER) {
            throw new SystemCallException("ioctl SIOCGIFHWADDR", name, LinuxAbi.EINVAL,
                    "it is no Ethernet; name another interface of: ip link");
        }
    }

    private void bind(String name, Arena arena) throws SystemCallException {
        int result = NativeCalls.ioctl(descriptor, LinuxAbi.SIOCGIFINDEX, request);
        int index = request.get(JAVA_INT, LinuxAbi.IFREQ_IFINDEX);
        if (result >= 0) {
            MemorySegment address = arena.allocate(LinuxAbi.SOCKADDR_LL_OCTETS, Integer.BYTES);
            address.set(JAVA_SHORT, LinuxAbi.SOCKADDR_LL_FAMILY, (short) LinuxAbi.AF_PACKET);
            address.set(JAVA_SHORT, LinuxAbi.SOCKADDR_LL_PROTOCOL, protocol());
            address.set(JAVA_INT, LinuxAbi.SOCKADDR_LL_IFINDEX, index);
            result = NativeCalls.bind(descriptor, address);
        }
        if (result < 0) {
            throw new SystemCallException("bind", name, -result, "name an interface of: ip link");
        }
        MemorySegment membership = arena.allocate(LinuxAbi.PACKET_MREQ_OCTETS, Integer.BYTES);
        membership.set(JAVA_INT, LinuxAbi.PACKET_MREQ_IFINDEX, index);
        membership.set(JAVA_SHORT, LinuxAbi.PACKET_MREQ_TYPE, (short) LinuxAbi.PACKET_MR_PROMISC);
        result = NativeCalls.setsockopt(descriptor, LinuxAbi.SOL_PACKET, LinuxAbi.PACKET_ADD_MEMBERSHIP, membership);
        if (result < 0) {
            throw new SystemCallException("setsockopt PACKET_ADD_MEMBERSHIP", name, -result,
                    "use an interface that can receive all frames");
        }
    }

    @Override
    public int poll(long nowNs) {
        if (nowNs < linkCheckNs) {
            return 0;
        }
        linkCheckNs = nowNs + LINK_CHECK_NS;
        boolean before = linkUp;
        lookAtLink();
        return linkUp == before ? 0 : 1;
    }

    @Override
    public long nextDeadlineNs() {
        return linkCheckNs;
    }

    @Override
    void lookAtLink() {
        // Running means up and with a carrier.
        linkUp = !closed && NativeCalls.control(descriptor, LinuxAbi.SIOCGIFFLAGS, request) >= 0
                && (request.get(JAVA_SHORT, LinuxAbi.IFREQ_FLAGS) & LinuxAbi.IFF_RUNNING) != 0;
    }

    /** Lets the interface go, which is no longer promiscuous then. For the thread of the port, or once that has ended. */
    @Boot
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            linkUp = false;
            NativeCalls.close(descriptor);
        }
    }
}
