package dev.kogame.board.linux;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Random;

/** A main that sends UDP datagrams of many sizes to a {@link Reflector}, one by one, and checks that each comes back unharmed. */
final class Volley {
    private static final int LONGEST_PAYLOAD = 1500 - 40 - 8;
    private static final int PATIENCE_MS = 1000;

    private Volley() {
    }

    /** @param arguments the reflector's address with its zone, the number of answers to end after */
    public static void main(String... arguments) throws IOException {
        int wanted = Integer.parseInt(arguments[1]);
        byte[] sent = new byte[LONGEST_PAYLOAD];
        byte[] received = new byte[LONGEST_PAYLOAD];
        new Random(1).nextBytes(sent);
        int lost = 0;
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(PATIENCE_MS);
            socket.connect(InetAddress.getByName(arguments[0]), 7);
            for (int answered = 0; answered < wanted;) {
                int octets = 1 + answered % LONGEST_PAYLOAD;
                sent[0] = (byte) answered;
                socket.send(new DatagramPacket(sent, octets));
                DatagramPacket answer = new DatagramPacket(received, received.length);
                try {
                    socket.receive(answer);
                } catch (SocketTimeoutException e) {
                    lost++;
                    continue;
                }
                if (answer.getLength() != octets || Arrays.mismatch(sent, 0, octets, received, 0, octets) >= 0) {
                    throw new IOException("datagram " + answered + " of " + octets + " octets came back changed");
                }
                answered++;
            }
        }
        System.out.println("lost " + lost);
    }
}
