package dev.kogame.tools.conformance.packet;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** Rows of octets. */
public final class Octets {

    private Octets() {
    }

    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    /** Octets that differ from their neighbors: 0, 1, 2, ... */
    public static byte[] counting(int octets) {
        byte[] b = new byte[octets];
        for (int i = 0; i < octets; i++) {
            b[i] = (byte) i;
        }
        return b;
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** RFC 1071 over the pseudo header of RFC 8200 section 8.1; 0 over octets whose checksum is right. */
    static int checksum(byte[] source, byte[] destination, int protocol, byte[] upper) {
        long sum = sum(source) + sum(destination) + upper.length + protocol + sum(upper);
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) ~sum & 0xffff;
    }

    private static long sum(byte[] b) {
        long sum = 0;
        for (int i = 0; i < b.length; i++) {
            sum += (b[i] & 0xffL) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }
}
