package dev.kogame.tools.interop;

import java.io.IOException;
import java.security.SecureRandom;

import dev.kogame.netstack.coap.CoapConfig;
import dev.kogame.netstack.coap.CoapServer;

/** The resources of ETSI's CoAP plugtests on Kogame's server, on a TAP. */
final class PlugtestServer {

    private PlugtestServer() {
    }

    /** @param arguments the TAP's name and the board, {@code host} or {@code sim} */
    public static void main(String[] arguments) throws IOException {
        try (TapNode node = TapNode.open(arguments[0], arguments[1])) {
            SecureRandom random = new SecureRandom();
            byte[] secret = new byte[CoapServer.SECRET_OCTETS];
            random.nextBytes(secret);
            // Few devices may answer a group, so the answer need not wait long.
            CoapServer server = new CoapServer(CoapConfig.defaults().with(CoapConfig.Limit.GROUP_SIZE, 5),
                    random.nextInt(),
                    secret);
            PlugtestResources.install(server, node::add);
            server.add("loss", new LossResource(node.cable()));
            server.start(node.stack().udp(CoapServer.PORT, server));
            node.add(server);
            node.add(server);
            // RFC 7252 section 12.8: All CoAP Nodes on the link.
            node.stack().joinGroup(0, 0xff02L << 48, 0xfd);
            node.run();
        }
    }
}
