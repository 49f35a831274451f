package dev.kogame.enc28j60;

import dev.kogame.board.Boot;

/**
 * What a person decides about the chip.
 *
 * @param macAddress the station's own address: 48 bits, the first octet on the wire in bits 47..40; not a group address
 * @param fullDuplex whether to use full duplex. The chip cannot negotiate: a partner that does sees a half duplex station, so
 *        full duplex is right only where the partner's port is set to 10 Mb/s full duplex by hand
 */
@Boot
public record Enc28j60Config(long macAddress, boolean fullDuplex) {
    private static final long GROUP_BIT = 1L << 40;

    /** Checks the address. */
    public Enc28j60Config {
        if (macAddress >>> 48 != 0) {
            throw new IllegalArgumentException("The MAC address 0x%X has more than 48 bits; give 12 hexadecimal digits"
                    .formatted(macAddress));
        }
        if (macAddress == 0) {
            throw new IllegalArgumentException(
                    "The MAC address is 00:00:00:00:00:00, which no station may use; give one"
                            + " such as 02:00:00:12:34:56, where the first octet 02 says that it was assigned locally");
        }
        if ((macAddress & GROUP_BIT) != 0) {
            throw new IllegalArgumentException("The MAC address 0x%012X is a group address, its first octet is odd; a"
                    .formatted(macAddress) + " station's own address has an even first octet, such as 02");
        }
    }

    /** Half duplex, which every switch and hub understands. */
    public static Enc28j60Config halfDuplex(long macAddress) {
        return new Enc28j60Config(macAddress, false);
    }
}
