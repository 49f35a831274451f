package dev.kogame.netstack.sntp;

/**
 * A timestamp of NTP, RFC 5905 section 6: seconds since 1900 in the upper 32 bits, their fraction in the lower.
 *
 * <p>The seconds come round in 2036. As RFC 4330 section 3 has it, those without the upper bit count from there: a timestamp is of
 * between 1968 and 2104. Allocates nothing.
 */
final class NtpTimestamp {

    /** From 1900 to 1970, RFC 5905 figure 4. */
    private static final long UNIX_SECONDS = 2_208_988_800L;
    private static final long NANOSECONDS = 1_000_000_000L;

    private NtpTimestamp() {
    }

    /** Nanoseconds since 1970. */
    static long unixNs(long timestamp) {
        long seconds = timestamp >>> 32;
        long era = timestamp < 0 ? 0 : 1L << 32;
        long fractionNs = (timestamp & 0xffff_ffffL) * NANOSECONDS + (1L << 31) >>> 32;
        return (era + seconds - UNIX_SECONDS) * NANOSECONDS + fractionNs;
    }
}
