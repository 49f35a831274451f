package dev.kogame.tools;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Sends one datagram, with what its arguments say, and prints what comes back within a second: {@code answer TEXT} or {@code no answer}. */
final class UdpAsk {

    private static final int PATIENCE_MS = 1000;

    private UdpAsk() {
    }

    /** @param arguments address, port, payload */
    public static void main(String[] arguments) throws IOException {
        System.out.println(ask(arguments[0], Integer.parseInt(arguments[1]), arguments[2]));
    }

    static String ask(String host, int port, String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        byte[] answer = new byte[2048];
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(PATIENCE_MS);
            socket.send(
                    new DatagramPacket(payload, payload.length,
                            new InetSocketAddress(InetAddress.getByName(host), port)));
            DatagramPacket received = new DatagramPacket(answer, answer.length);
            socket.receive(received);
            return "answer " + new String(answer, 0, received.getLength(), StandardCharsets.US_ASCII);
        } catch (SocketTimeoutException e) {
            return "no answer";
        }
    }
}
