package dev.kogame.tools;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Optional;

/** A CoAP client that asks {@code /light} with Confirmable messages, and says itself when one is sent again. */
final class LightClient implements AutoCloseable {

    static final int GET = 1;
    static final int POST = 2;
    static final int PUT = 3;

    private static final byte[] LIGHT = "light".getBytes(US_ASCII);
    private static final int JSON = 50;
    private static final int HEADER_OCTETS = 4;
    private static final byte PAYLOAD_MARKER = (byte) 0xff;

    private final DatagramChannel channel;
    private final Selector selector = Selector.open();
    private final ByteBuffer answer = ByteBuffer.allocate(1500);
    private int messageId;

    LightClient(int port) throws IOException {
        channel = DatagramChannel.open(StandardProtocolFamily.INET6);
        channel.connect(new InetSocketAddress(InetAddress.ofLiteral("::1"), port));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
    }

    /** A new message, with JSON in both directions. */
    byte[] message(int method, String json) {
        ByteBuffer message = ByteBuffer.allocate(128);
        message.put((byte) 0x40).put((byte) method).putShort((short) messageId++);
        // Uri-Path; Content-Format, if there is something; Accept.
        message.put((byte) 0xb5).put(LIGHT);
        if (json.isEmpty()) {
            message.put((byte) 0x61).put((byte) JSON);
        } else {
            message.put((byte) 0x11).put((byte) JSON).put((byte) 0x51).put((byte) JSON);
            message.put((byte) 0xff).put(json.getBytes(US_ASCII));
        }
        byte[] octets = new byte[message.flip().remaining()];
        message.get(octets);
        return octets;
    }

    /** Sends a message; the answer as {@code 2.05 payload}, or nothing if it does not come in time or nobody listens. */
    Optional<String> ask(byte[] message, Duration patience) {
        try {
            channel.write(ByteBuffer.wrap(message));
            selector.select(patience.toMillis());
            selector.selectedKeys().clear();
            if (channel.read(answer.clear()) <= 0) {
                return Optional.empty();
            }
            return Optional.of(text(answer.flip()));
        } catch (IOException nobodyListens) {
            return Optional.empty();
        }
    }

    /** There is no token, and no option is longer than 268 octets. RFC 7252 section 3.1. */
    private static String text(ByteBuffer answer) {
        int code = answer.get(1);
        int at = HEADER_OCTETS;
        while (at < answer.limit() && answer.get(at) != PAYLOAD_MARKER) {
            int delta = answer.get(at) >> 4 & 0xf;
            int octets = answer.get(at) & 0xf;
            at += 1 + extended(delta);
            at += extended(octets) + (octets == 13 ? 13 + (answer.get(at) & 0xff) : octets);
        }
        int payloadAt = Math.min(at + 1, answer.limit());
        String payload = new String(answer.array(), payloadAt, answer.limit() - payloadAt, US_ASCII);
        return "%d.%02d %s".formatted(code >> 5, code & 0x1f, payload).strip();
    }

    private static int extended(int nibble) {
        return nibble < 13 ? 0 : nibble - 12;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        selector.close();
    }
}
