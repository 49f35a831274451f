package dev.kogame.netstack.data;

import dev.kogame.netstack.wire.OctetSink;

/**
 * Numbers between the decimal and the binary: {@code mantissa} times 10 to the power of {@code exponent}.
 *
 * <p>The arithmetic is that of pairs of doubles, about 100 bits. So what has at most 17 digits and is no smaller than 10^-290 becomes
 * the double next to it, and comes back with the fewest digits that tell it from all others; beyond that the last bit may be another
 * one. One thread; allocates nothing after construction.
 */
public final class Decimal {

    /** The digits that any double can do with, and those that one needs at most. */
    private static final int FEW_DIGITS = 15;
    private static final int MOST_DIGITS = 17;
    /** What is longer is written with an exponent. */
    private static final int MAX_PLAIN_DIGITS = 21;
    private static final int MAX_PLAIN_ZEROS = 6;
    private static final int LONG_DIGITS = 20;

    /** Further out every mantissa becomes infinite, or zero. */
    private static final int MAX_EXPONENT = 310;
    private static final int MIN_EXPONENT = -345;
    /** Below, the second half of a pair would lose bits; so it is kept this many powers of two higher until the end. */
    private static final int SMALL_EXPONENT = -270;
    private static final int SMALL_SCALE = 200;

    /** 10 to the powers of 1, 2, 4, 8 ... 256, as the double next to it and what that lacks. */
    private static final double[] UP = {1e1, 1e2, 1e4, 1e8, 1e16, 1e32, 1e64, 1e128, 1e256};
    private static final double[] UP_REST = {0, 0, 0, 0, 0, -5.366162204393472E15, -2.1320419009454396E47,
            -7.51744869165182E111, -3.012765990014054E239};
    /** 10 to the powers of -1, -2, -4 ... -256. */
    private static final double[] DOWN = {1e-1, 1e-2, 1e-4, 1e-8, 1e-16, 1e-32, 1e-64, 1e-128, 1e-256};
    private static final double[] DOWN_REST = {-5.551115123125783E-18, -2.0816681711721684E-19, -4.79217360238593E-21,
            -2.092256083012847E-25, 2.0902213275965398E-33, -5.59673099762419E-49, 3.469426116645307E-81,
            -5.401408859568103E-145, 2.2671708827212437E-273};

    private final byte[] digits = new byte[LONG_DIGITS];
    private double high;
    private double low;

    /** Ready for use. */
    public Decimal() {
    }

    /** The double next to {@code mantissa} times 10 to the power of {@code exponent}; infinite if that is too large. */
    public double toDouble(long mantissa, int exponent) {
        if (mantissa == 0 || exponent < MIN_EXPONENT) {
            return 0;
        }
        if (exponent > MAX_EXPONENT) {
            return mantissa < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        double upper = (mantissa >> 32) * 0x1p32;
        double lower = mantissa & 0xffff_ffffL;
        high = upper + lower;
        low = lower - (high - upper);
        boolean small = exponent < SMALL_EXPONENT;
        if (small) {
            high *= 0x1p200;
            low *= 0x1p200;
        }
        scale(exponent);
        return small ? Math.scalb(high + low, -SMALL_SCALE) : high + low;
    }

    /** Multiplies the pair by a power of 10. */
    private void scale(int exponent) {
        double[] power = exponent < 0 ? DOWN : UP;
        double[] rest = exponent < 0 ? DOWN_REST : UP_REST;
        int bits = Math.abs(exponent);
        for (int i = power.length - 1; i >= 0; i--) {
            if ((bits >>> i & 1) != 0) {
                multiply(power[i], rest[i]);
            }
        }
    }

    private void multiply(double power, double rest) {
        double product = high * power;
        if (Math.abs(product) > Double.MAX_VALUE) {
            high = product;
            low = 0;
            return;
        }
        double error = Math.fma(high, power, -product) + high * rest + low * power;
        high = product + error;
        low = error - (high - product);
    }

    /** Writes a number in the JSON way: the fewest digits that say which double it is. It is neither infinite nor NaN. */
    public void write(double value, OctetSink sink) {
        if (value == 0) {
            if (1 / value < 0) {
                sink.octet('-').octet('0').octet('.').octet('0');
            } else {
                sink.octet('0');
            }
            return;
        }
        int first = (int) Math.floor(Math.log10(Math.abs(value)));
        for (int wanted = FEW_DIGITS;; wanted++) {
            int exponent = first - wanted + 1;
            long mantissa = mantissa(value, exponent);
            if (wanted == MOST_DIGITS || toDouble(mantissa, exponent) == value) {
                write(mantissa, exponent, sink);
                return;
            }
        }
    }

    /** The whole number next to {@code value} divided by 10 to the power of {@code exponent}. */
    private long mantissa(double value, int exponent) {
        high = value;
        low = 0;
        scale(-exponent);
        long whole = (long) high;
        return whole + (long) Math.floor(high - whole + low + 0.5);
    }

    /** Writes {@code mantissa} times 10 to the power of {@code exponent} in the JSON way, without zeros that say nothing. */
    public void write(long mantissa, int exponent, OctetSink sink) {
        long rest = mantissa;
        int power = exponent;
        while (power < 0 && rest != 0 && rest % 10 == 0) {
            rest /= 10;
            power++;
        }
        if (rest == 0) {
            sink.octet('0');
            return;
        }
        if (rest < 0) {
            sink.octet('-');
        }
        int count = digits(rest);
        int from = LONG_DIGITS - count;
        if (power >= 0 && count + power <= MAX_PLAIN_DIGITS) {
            sink.octets(digits, from, count);
            zeros(power, sink);
        } else if (power < 0 && count + power > 0) {
            sink.octets(digits, from, count + power).octet('.').octets(digits, LONG_DIGITS + power, -power);
        } else if (power < 0 && count + power > -MAX_PLAIN_ZEROS) {
            sink.octet('0').octet('.');
            zeros(-power - count, sink);
            sink.octets(digits, from, count);
        } else {
            scientific(count, power, sink);
        }
    }

    private void scientific(int count, int power, OctetSink sink) {
        int used = count;
        while (used > 1 && digits[LONG_DIGITS - count + used - 1] == '0') {
            used--;
        }
        sink.octet(digits[LONG_DIGITS - count]);
        if (used > 1) {
            sink.octet('.').octets(digits, LONG_DIGITS - count + 1, used - 1);
        }
        int exponent = power + count - 1;
        sink.octet('e');
        if (exponent < 0) {
            sink.octet('-');
        }
        int octets = digits(exponent);
        sink.octets(digits, LONG_DIGITS - octets, octets);
    }

    /** Writes a whole number. */
    public void write(long value, OctetSink sink) {
        if (value < 0) {
            sink.octet('-');
        }
        int count = digits(value);
        sink.octets(digits, LONG_DIGITS - count, count);
    }

    /** Puts the digits of a number, without its sign, at the end of {@link #digits}: how many. */
    private int digits(long value) {
        // The negative ones have room for the most negative.
        long rest = value > 0 ? -value : value;
        int i = LONG_DIGITS;
        do {
            digits[--i] = (byte) ('0' - rest % 10);
            rest /= 10;
        } while (rest != 0);
        return LONG_DIGITS - i;
    }

    private static void zeros(int count, OctetSink sink) {
        for (int i = 0; i < count; i++) {
            sink.octet('0');
        }
    }
}
