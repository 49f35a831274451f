package dev.kogame.apps;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import dev.kogame.board.Clock;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.sim.CapturePort;

/** Writes the frames of one port to a file, if a person wants them. */
final class Capture implements AutoCloseable {

    private final Optional<Path> file;
    private final Clock clock;
    private Optional<CapturePort> port = Optional.empty();

    Capture(Optional<Path> file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** The port to use instead of {@code cable}, whose frames are written from now on. Once. */
    EthernetPort of(EthernetPort cable) throws IOException {
        if (file.isPresent()) {
            port = Optional.of(CapturePort.open(file.get(), "kogame", cable, CapturePort.originEpochNs(clock)));
        }
        return port.<EthernetPort>map(each -> each).orElse(cable);
    }

    @Override
    public void close() {
        port.ifPresent(CapturePort::close);
    }
}
