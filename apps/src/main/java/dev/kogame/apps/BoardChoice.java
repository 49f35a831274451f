package dev.kogame.apps;

import java.util.Optional;

import dev.kogame.apps.link.LinkChoice;

/** Which board a device stands on, as a person names it, and what it needs. */
public sealed interface BoardChoice {

    /** The model of the ENC28J60 and its real driver, on any machine. */
    record Sim(LinkChoice link) implements BoardChoice {}

    /** No chip: the stack sits directly on the link. */
    record Host(LinkChoice link) implements BoardChoice {}

    /** A Raspberry Pi with an ENC28J60 on its SPI; its link is what is plugged into the chip. */
    record Pi(PiConfig config) implements BoardChoice {}

    /**
     * Reads {@code sim}, {@code host} or {@code pi}.
     *
     * @param link what a person named, such as {@code tap:lamp0}; {@code user} if nothing
     * @param udpPort the port of the link user
     * @param pi how a Raspberry Pi is wired
     * @throws IllegalArgumentException if it is none of them, or board and link do not go together
     */
    static BoardChoice parse(String board, Optional<String> link, int udpPort, PiConfig pi) {
        return switch (board) {
            case "sim" -> new Sim(LinkChoice.parse(link.orElse(LinkChoice.USER), udpPort));
            case "host" -> new Host(LinkChoice.parse(link.orElse(LinkChoice.USER), udpPort));
            case "pi" -> {
                if (link.isPresent()) {
                    throw new IllegalArgumentException("the board pi takes no link, and '" + link.get()
                            + "' was given: its link is what is plugged into the chip, so leave --link out");
                }
                yield new Pi(pi);
            }
            default -> throw new IllegalArgumentException("unknown board '" + board + "': there are sim, host, pi");
        };
    }
}
