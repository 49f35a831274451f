package dev.kogame.tools.conformance.script;

import static dev.kogame.tools.conformance.packet.Field.ETHERNET_SOURCE;
import static dev.kogame.tools.conformance.packet.Field.SOURCE;
import static dev.kogame.tools.conformance.script.Messages.echoReply;
import static dev.kogame.tools.conformance.script.Messages.echoRequest;

import java.io.IOException;

import dev.kogame.tools.conformance.device.Device;
import dev.kogame.tools.conformance.packet.Address;
import dev.kogame.tools.conformance.packet.Packet;

/** Finds the device on its cable. */
public final class Discovery {

    private static final int ATTEMPTS = 5;
    private static final double ATTEMPT_S = 2;

    private Discovery() {
    }

    /**
     * Asks all nodes for an echo, and answers the Ethernet address of the one that replies.
     *
     * @throws IOException if nobody does, or its address is not formed as the cases expect
     */
    public static long macOf(Device device) throws IOException {
        Tester t = new Tester(device);
        for (int i = 0; i < ATTEMPTS; i++) {
            t.send(echoRequest(Node.TN1.linkLocal(), Address.ALL_NODES));
            var replies = t.collect(echoReply(), ATTEMPT_S);
            if (!replies.isEmpty()) {
                Packet reply = replies.getFirst().packet();
                long mac = reply.number(ETHERNET_SOURCE);
                if (!Address.linkLocal(mac).equals(reply.get(SOURCE))) {
                    throw new IOException("the device answers from " + reply.get(SOURCE)
                            + ", which is not formed of its Ethernet address as the cases expect, "
                            + Address.linkLocal(mac) + "; configure it to use EUI-64 identifiers");
                }
                return mac;
            }
        }
        throw new IOException("nobody answers an Echo Request to ff02::1 on this link; is the device on, and alone "
                + "with the tester? A device that does not answer it must be named with --device-mac");
    }
}
