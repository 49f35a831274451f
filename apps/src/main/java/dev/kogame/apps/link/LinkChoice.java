package dev.kogame.apps.link;

import java.io.IOException;

import dev.kogame.board.linux.Tap;

/** Which link a device is plugged into, as a person names it. */
public sealed interface LinkChoice {

    /** The link that needs nothing. */
    String USER = "user";

    /**
     * A router in this process, which carries a UDP port of this machine's own [::1] to the device.
     *
     * @param udpPort 1 to 65535
     */
    record User(int udpPort) implements LinkChoice {

        /** Refuses a port that does not exist. */
        public User {
            if (udpPort < 1 || udpPort > 65535) {
                throw new IllegalArgumentException("there is no UDP port " + udpPort + ": name one from 1 to 65535");
            }
        }

        @Override
        public Link open(long macAddress) throws IOException {
            return UserLink.open(macAddress, udpPort);
        }
    }

    /**
     * A TAP: the kernel of this machine is on the other end. Linux only.
     *
     * @param name the interface, which is made if there is none
     */
    record NamedTap(String name) implements LinkChoice {
        @Override
        public Link open(long macAddress) throws IOException {
            Tap tap = Tap.open(name, macAddress);
            try {
                return new PolledLink(tap, tap, tap::close);
            } catch (IOException e) {
                tap.close();
                throw e;
            }
        }
    }

    /**
     * Reads {@code user} or {@code tap:NAME}.
     *
     * @param udpPort the port of the user link
     * @throws IllegalArgumentException if it is neither
     */
    static LinkChoice parse(String text, int udpPort) {
        if (text.equals(USER)) {
            return new User(udpPort);
        }
        if (text.startsWith("tap:") && text.length() > "tap:".length()) {
            return new NamedTap(text.substring("tap:".length()));
        }
        if (text.startsWith("packet:")) {
            throw new IllegalArgumentException("the link packet:IFACE is not there yet: use user or tap:NAME");
        }
        throw new IllegalArgumentException("unknown link '" + text + "': there are user and tap:NAME");
    }

    /**
     * Plugs a device in.
     *
     * @param macAddress the device's, first octet in bits 47..40
     * @throws IOException if this machine refuses; the message says why and what to do
     */
    Link open(long macAddress) throws IOException;
}
