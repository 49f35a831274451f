package dev.kogame.apps;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Which board a device stands on, as a person names it. */
public enum BoardChoice {
    /** The model of the ENC28J60 and its real driver, on any machine. */
    SIM,
    /** No chip: the stack sits directly on the link. */
    HOST,
    /** A Raspberry Pi with an ENC28J60 on its SPI. */
    PI;

    /**
     * Reads {@code sim}, {@code host} or {@code pi}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public static BoardChoice parse(String text) {
        return Arrays.stream(values()).filter(board -> board.text().equals(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown board '" + text + "': there are "
                        + Arrays.stream(values()).map(BoardChoice::text).collect(Collectors.joining(", "))));
    }

    private String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
