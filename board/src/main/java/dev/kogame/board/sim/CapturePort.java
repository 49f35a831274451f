package dev.kogame.board.sim;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import dev.kogame.board.Boot;
import dev.kogame.board.Clock;
import dev.kogame.board.EthernetPort;

/**
 * A port that writes the frames passing through another port into a pcapng file, which Wireshark and tshark read, with the
 * direction of each. Frames that the other port did not take, or lost, are not in it.
 *
 * <p>Each frame is written at once, so what passed before a crash is in the file. If the file cannot be written any more, the
 * capture stops with one sentence on standard error and the frames pass on. One thread; allocates nothing after start.
 */
public final class CapturePort implements EthernetPort, AutoCloseable {
    private final Path path;
    private final PcapngFile file;
    private final EthernetPort port;
    private final long originEpochNs;
    private boolean writing = true;

    private CapturePort(Path path, PcapngFile file, EthernetPort port, long originEpochNs) {
        this.path = path;
        this.file = file;
        this.port = port;
        this.originEpochNs = originEpochNs;
    }

    /**
     * Makes the file, replacing one of that name, and captures what passes through {@code port} from now on.
     *
     * @param path the file, by custom ending in {@code .pcapng}
     * @param interfaceName what the file calls the interface
     * @param port stays the caller's
     * @param originEpochNs the time of day, in nanoseconds since 1970, at which {@code nowNs} is 0: {@link #originEpochNs}, or 0
     *        for captures in virtual time that are to be the same each time
     * @throws IOException if the file cannot be written; the message is a sentence with the file and the reason
     */
    @Boot
    public static CapturePort open(Path path, String interfaceName, EthernetPort port, long originEpochNs)
            throws IOException {
        String hardware = System.getProperty("os.arch");
        String system = System.getProperty("os.name") + " " + System.getProperty("os.version");
        try {
            PcapngFile file = new PcapngFile(path, hardware, system, interfaceName, port.macAddress());
            return new CapturePort(path, file, port, originEpochNs);
        } catch (IOException e) {
            throw new IOException("cannot write the capture file " + path + ": " + reason(e), e);
        }
    }

    /** The time of day, in nanoseconds since 1970, at which {@code clock} stood at 0. Good until the year 2262. */
    @Boot
    public static long originEpochNs(Clock clock) {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - clock.nowNs();
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "its folder does not exist; make it first";
            case AccessDeniedException _ -> "no permission; name a file in a folder of yours";
            default -> e.getMessage() + "; name another file";
        };
    }

    @Override
    public int poll(long nowNs) {
        return port.poll(nowNs);
    }

    @Override
    public long nextDeadlineNs() {
        return port.nextDeadlineNs();
    }

    @Override
    public int receive(byte[] frame, int at, int capacity, long nowNs) {
        int octets = port.receive(frame, at, capacity, nowNs);
        if (octets > 0) {
            capture(frame, at, octets, nowNs, PcapngFile.INBOUND);
        }
        return octets;
    }

    @Override
    public int transmit(byte[] frame, int at, int octets, long nowNs) {
        int outcome = port.transmit(frame, at, octets, nowNs);
        if (outcome == SENT) {
            capture(frame, at, octets, nowNs, PcapngFile.OUTBOUND);
        }
        return outcome;
    }

    private void capture(byte[] frame, int at, int octets, long nowNs, int direction) {
        if (writing) {
            try {
                file.packet(frame, at, octets, originEpochNs + nowNs, direction);
            } catch (IOException e) {
                stop(e);
            }
        }
    }

    @Boot
    private void stop(IOException e) {
        close();
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        System.err.println("the capture to " + path + " has stopped, all else goes on: " + why);
    }

    @Override
    public boolean linkUp() {
        return port.linkUp();
    }

    @Override
    public long macAddress() {
        return port.macAddress();
    }

    @Override
    public void joinGroup(long group) {
        port.joinGroup(group);
    }

    @Override
    public void leaveGroup(long group) {
        port.leaveGroup(group);
    }

    /** Ends the capture and closes the file, not the other port; frames pass on. */
    @Boot
    @Override
    public void close() {
        writing = false;
        try {
            file.close();
        } catch (IOException e) {
            System.err.println("the capture file " + path + " could not be closed: " + e.getMessage());
        }
    }
}
