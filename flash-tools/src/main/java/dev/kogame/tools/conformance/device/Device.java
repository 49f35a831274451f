package dev.kogame.tools.conformance.device;

import java.io.IOException;

import dev.kogame.tools.conformance.packet.Address;

/** A device under test, alone on a cable with the tester. One thread. */
public interface Device extends AutoCloseable {

    /** What a case may ask of a device beside frames. A case that asks for more than the device can do is skipped. */
    enum Ability {
        /** Starts anew, as after power on: forgets addresses, neighbors and routers. */
        REBOOT,
        /** Sends one Echo Request to an address, with so many octets of data. */
        PING,
        /** Starts, or ceases, to listen to a multicast group. */
        JOIN, LEAVE,
        /** Asks DNS servers for the addresses of a name. */
        RESOLVE,
        /** Loses its link, and finds it again. */
        LINK,
        /** Asks DHCPv6 servers for addresses, or for the rest, where routers say so; nobody need tell it. */
        DHCPV6,
        /** Gives the addresses back that DHCPv6 servers leased. */
        RELEASE,
        /** Looks up the addresses of a name, and sends one Echo Request to the one that it tries first. */
        PING_NAME,
        /** Forms its interface identifiers in another way from its next start on. */
        IDENTIFIERS,
        /** Has a second interface, on a link of its own, from its next start on. */
        SECOND_INTERFACE,
        /** Waits for hours in no time. */
        VIRTUAL_TIME
    }

    /** How interface identifiers are formed. */
    enum Identifiers {
        /** Of the Ethernet address: RFC 4291 appendix A. All cases begin so. */
        EUI64,
        /** The same on the same network, and saying nothing: RFC 7217. */
        STABLE,
        /** With a temporary address beside each public one, which it prefers: RFC 8981. */
        TEMPORARY
    }

    /** A frame of the device, and when it came. */
    record Frame(long atNs, byte[] octets) {}

    /** Its Ethernet address, first octet in bits 47..40. */
    long mac();

    /** The time now, in nanoseconds since the device was opened. */
    long nowNs();

    /** Puts a frame on the cable. */
    void send(byte[] frame) throws IOException;

    /** Waits for the next frame of the device, at most until a time. Answers null if none came until then. */
    Frame receive(long untilNs);

    boolean can(Ability ability);

    /** Starts it anew; returns at once, or when it has begun to start. */
    void reboot() throws IOException;

    /** Tells it to send one Echo Request; does not wait for the answer. */
    void ping(Address to, int octets) throws IOException;

    /** Tells it to listen to a group, or no longer to. */
    void listen(Address group, boolean joined) throws IOException;

    /** Tells it to find the addresses of a name; does not wait for them. */
    void resolve(String name) throws IOException;

    /** Takes its link away, or gives it back. */
    void link(boolean up) throws IOException;

    /** Tells it to give leased addresses back. */
    void release() throws IOException;

    /** Tells it to send an Echo Request with 8 octets to the address of a name that it tries first; does not wait. */
    void pingName(String name) throws IOException;

    /** Tells it how to form identifiers from its next start on. */
    void identifiers(Identifiers kind) throws IOException;

    /** Tells it to have this address on a second interface from its next start on; null for no such interface. */
    void secondInterface(Address address) throws IOException;

    @Override
    void close();
}
