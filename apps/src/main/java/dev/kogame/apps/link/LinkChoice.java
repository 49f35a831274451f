package dev.kogame.apps.link;

import java.io.IOException;

import dev.kogame.board.linux.PacketSocket;
import dev.kogame.board.linux.Tap;

/** Which link a device is plugged into, as a person names it. */
public sealed interface LinkChoice {

    /** The link that needs nothing. */
    String USER = "user";

    /** The last UDP port there is. */
    int MAX_PORT = 65_535;

    /**
     * A router in this process, which carries UDP ports of this machine's own [::1] to the devices.
     *
     * @param udpPort the first device's, 1 to 65535; each further device has the next one
     */
    record User(int udpPort) implements LinkChoice {

        /** Refuses a port that does not exist. */
        public User {
            if (udpPort < 1 || udpPort > MAX_PORT) {
                throw new IllegalArgumentException("there is no UDP port " + udpPort + ": name one from 1 to 65535");
            }
        }

        @Override
        public Link open(long... macAddresses) throws IOException {
            int last = udpPort + macAddresses.length - 1;
            if (last > MAX_PORT) {
                throw new IllegalArgumentException("there is no UDP port " + last + " for the last of "
                        + macAddresses.length + " devices: name a first one up to "
                        + (MAX_PORT - macAddresses.length + 1));
            }
            return UserLink.open(udpPort, macAddresses);
        }
    }

    /**
     * A TAP: the kernel of this machine is on the other end. Linux only.
     *
     * @param name the interface, which is made if there is none
     */
    record NamedTap(String name) implements LinkChoice {
        @Override
        public Link open(long... macAddresses) throws IOException {
            Tap tap = Tap.open(name, macAddresses[0]);
            try {
                Link alone = new PolledLink(tap, tap, tap::close);
                return macAddresses.length == 1 ? alone : new BridgedLink(alone, macAddresses);
            } catch (IOException e) {
                tap.close();
                throw e;
            }
        }
    }

    /**
     * A real Ethernet of this machine, beside the machine itself: it does not reach the device, but all others there do. Linux only.
     *
     * @param name the interface
     */
    record Ethernet(String name) implements LinkChoice {
        @Override
        public Link open(long... macAddresses) throws IOException {
            PacketSocket socket = PacketSocket.open(name, macAddresses[0]);
            try {
                Link alone = new PolledLink(socket, socket, socket::close);
                return macAddresses.length == 1 ? alone : new BridgedLink(alone, macAddresses);
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }
    }

    /**
     * Reads {@code user}, {@code tap:NAME} or {@code packet:IFACE}.
     *
     * @param udpPort the first port of the user link
     * @throws IllegalArgumentException if it is none of them
     */
    static LinkChoice parse(String text, int udpPort) {
        if (text.equals(USER)) {
            return new User(udpPort);
        }
        if (text.startsWith("tap:") && text.length() > "tap:".length()) {
            return new NamedTap(text.substring("tap:".length()));
        }
        if (text.startsWith("packet:") && text.length() > "packet:".length()) {
            return new Ethernet(text.substring("packet:".length()));
        }
        throw new IllegalArgumentException("unknown link '" + text + "': there are user, tap:NAME and packet:IFACE");
    }

    /**
     * Plugs devices in: one directly, several by way of a cable in memory.
     *
     * @param macAddresses one for each device, first octet in bits 47..40
     * @throws IOException if this machine refuses; the message says why and what to do
     * @throws IllegalArgumentException if there are more devices than the link has places
     */
    Link open(long... macAddresses) throws IOException;
}
