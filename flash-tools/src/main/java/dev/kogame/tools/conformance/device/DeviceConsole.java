package dev.kogame.tools.conformance.device;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import dev.kogame.tools.conformance.device.Device.Ability;

/**
 * The console of one of our own devices, on a Unix domain socket: a command is one line, and its answer ends with a line {@code ok} or
 * one that begins with {@code error: }.
 */
public final class DeviceConsole implements Verbs {

    private static final int ANSWER_OCTETS = 64 * 1024;
    private static final String ERROR = "error: ";

    private final SocketChannel channel;
    private final ByteBuffer room = ByteBuffer.allocate(ANSWER_OCTETS);
    private final StringBuilder answer = new StringBuilder();
    private boolean running;
    private String complaint = "";

    /** @param socket where the device's console listens */
    public DeviceConsole(Path socket) throws IOException {
        try {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw new IOException("no console listens at " + socket + ": " + e.getMessage(), e);
        }
        channel.configureBlocking(false);
    }

    @Override
    public boolean can(Ability ability) {
        return switch (ability) {
            case REBOOT, PING, JOIN, LEAVE, RESOLVE, DHCPV6 -> true;
            case LINK, RELEASE, PING_NAME, IDENTIFIERS, SECOND_INTERFACE, VIRTUAL_TIME -> false;
        };
    }

    /** {@inheritDoc} The answer to the command before must have come, which a ping without a reply makes wait a little. */
    @Override
    public Errand begin(String... words) throws IOException {
        while (running) {
            listen();
            Thread.onSpinWait();
        }
        answer.setLength(0);
        running = true;
        String once = words[0].equals("ping") ? " count 1" : "";
        ByteBuffer line = StandardCharsets.UTF_8.encode(String.join(" ", words) + once + "\n");
        while (line.hasRemaining()) {
            channel.write(line);
        }
        return new Errand() {
            @Override
            public boolean ended() throws IOException {
                listen();
                return !running;
            }

            @Override
            public String complaint() {
                return complaint;
            }
        };
    }

    /** Takes what the device has answered. */
    private void listen() throws IOException {
        room.clear();
        int octets = channel.read(room);
        if (octets < 0) {
            throw new IOException("the device has closed its console");
        }
        answer.append(new String(room.array(), 0, octets, StandardCharsets.UTF_8));
        int last = answer.lastIndexOf("\n", answer.length() - 2) + 1;
        if (running && !answer.isEmpty() && answer.charAt(answer.length() - 1) == '\n') {
            String line = answer.substring(last).strip();
            running = !line.equals("ok") && !line.startsWith(ERROR);
            complaint = line.startsWith(ERROR) ? "the device answers '" + line.substring(ERROR.length()) + "'" : "";
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("the console could not be closed: " + e.getMessage(), e);
        }
    }
}
