package dev.kogame.apps;

import java.util.List;

import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.Lamp;

/** No chip: the stack sits directly on the link. */
record HostBoard(EthernetPort port, Lamp lamp) implements Board {

    @Override
    public List<Duty> duties(Duty stack) {
        return List.of(stack);
    }

    @Override
    public String report() {
        return "";
    }
}
