package dev.kogame.apps;

import java.io.IOException;
import java.util.stream.Stream;

import dev.kogame.apps.link.Link;
import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.Lamp;

/** No chip: the stack sits directly on the link. */
record HostBoard(Link link, EthernetPort port, Lamp lamp) implements Board {

    @Override
    public Duty[] duties(Duty stack) {
        return Stream.concat(Stream.of(stack), Stream.of(link.duties())).toArray(Duty[]::new);
    }

    @Override
    public String report() {
        return "";
    }

    @Override
    public void close() throws IOException {
        link.close();
    }
}
