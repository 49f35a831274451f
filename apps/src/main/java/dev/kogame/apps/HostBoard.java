package dev.kogame.apps;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import dev.kogame.apps.link.Link;
import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.Lamp;

/** No chip: the stack sits directly on the link. */
record HostBoard(Link link, EthernetPort port, Lamp lamp) implements Board {

    @Override
    public List<Duty> duties(Duty stack) {
        List<Duty> duties = new ArrayList<>(List.of(stack));
        duties.addAll(List.of(link.duties()));
        return duties;
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
