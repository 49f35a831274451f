package dev.kogame.tools;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One who types at a console on a Unix domain socket. */
final class ConsoleClient implements AutoCloseable {

    private final SocketChannel channel;
    private final BufferedReader answers;

    ConsoleClient(Path path) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
        answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    /** The answer, its last line included. */
    List<String> ask(String line) throws IOException {
        channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
        List<String> lines = new ArrayList<>();
        do {
            lines.add(answers.readLine());
        } while (lines.getLast() != null && !lines.getLast().equals("ok") && !lines.getLast().startsWith("error: "));
        return lines;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
