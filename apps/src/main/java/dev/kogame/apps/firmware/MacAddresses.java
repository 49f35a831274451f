package dev.kogame.apps.firmware;

import java.util.HexFormat;
import java.util.regex.Pattern;

/** Reads an Ethernet address that a device can have: six octets in hexadecimal, no group, not all zero. */
public final class MacAddresses {

    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}");
    private static final long GROUP_BIT = 1L << 40;

    private MacAddresses() {
    }

    /**
     * Reads an address.
     *
     * @return its first octet in bits 47..40
     * @throws IllegalArgumentException if no device can have the address, in a sentence that says why
     */
    public static long parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' is no MAC address: write six octets in hexadecimal, such as 02:00:00:00:00:01");
        }
        long address = HexFormat.fromHexDigitsToLong(text.replaceAll("[:-]", ""));
        if ((address & GROUP_BIT) != 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' is a group address, which no device can have as its own: "
                            + "the lowest bit of the first octet must be 0, as in 02:00:00:00:00:01");
        }
        if (address == 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' is all zero, which names no device: give another, such as "
                            + "02:00:00:00:00:01");
        }
        return address;
    }
}
