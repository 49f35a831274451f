package dev.kogame.apps.console;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A Unix domain socket that lets in one client at a time; others wait. Its file may be used by its owner alone: whoever gets in can
 * restart the stack and end the app.
 */
final class UnixDoor implements Closeable {

    private final Path path;
    private final ServerSocketChannel channel;

    private UnixDoor(Path path, ServerSocketChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Makes the socket. The file of one that nobody listens to any more is replaced.
     *
     * @throws IOException if that cannot be done; the message says why and what to do
     */
    static UnixDoor open(Path path) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            if (isLeftOver(path)) {
                Files.delete(path);
            }
            channel.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return new UnixDoor(path, channel);
        } catch (IOException | UnsupportedOperationException e) {
            channel.close();
            throw new IOException("the console's socket " + path + " cannot be made (" + e.getMessage()
                    + "): name a file that is not there yet, in a folder that is", e);
        }
    }

    /** A socket that refuses connections. Whatever else stands there is left alone, and binding fails. */
    private static boolean isLeftOver(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                || !Files.readAttributes(path, "isOther", LinkOption.NOFOLLOW_LINKS).get("isOther").equals(true)) {
            return false;
        }
        try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return false;
        } catch (IOException nobodyListens) {
            return true;
        }
    }

    /** Serves clients, one after the other, until the door is closed. */
    void serve(Session session) {
        while (channel.isOpen()) {
            try (SocketChannel client = channel.accept()) {
                session.converse(new BufferedInputStream(Channels.newInputStream(client)),
                        Channels.newOutputStream(client));
            } catch (IOException theClientIsGoneOrTheDoorClosed) {
                // The next one, if the door is open.
                continue;
            } catch (InterruptedException theDeviceHasEnded) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(path);
    }
}
