package dev.kogame.tools;

import java.util.HexFormat;
import java.util.regex.Pattern;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an Ethernet address that a device can have: six octets in hexadecimal, no group, not all zero. */
final class MacAddresses implements ITypeConverter<Long> {

    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}");
    private static final long GROUP_BIT = 1L << 40;

    @Override
    public Long convert(String text) {
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** @throws IllegalArgumentException if no device can have the address, in a sentence that says why */
    static long parse(String text) {
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
