package dev.kogame.netstack.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;

import dev.kogame.netstack.wire.OctetWindow;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class DecimalTest {

    private static final long MOST_17_DIGITS = 99_999_999_999_999_999L;

    private final Decimal decimal = new Decimal();
    private final byte[] b = new byte[64];
    private final OctetWindow window = new OctetWindow();

    private String text(double value) {
        decimal.write(value, window.begin(b, 0, b.length));
        return new String(b, 0, window.length(), StandardCharsets.US_ASCII);
    }

    private String text(long mantissa, int exponent) {
        decimal.write(mantissa, exponent, window.begin(b, 0, b.length));
        return new String(b, 0, window.length(), StandardCharsets.US_ASCII);
    }

    @Property(tries = 20_000)
    void shouldBecomeTheDoubleNextToIt(@ForAll @LongRange(min = -MOST_17_DIGITS, max = MOST_17_DIGITS) long mantissa,
            @ForAll @IntRange(min = -300, max = 310) int exponent) {
        assertThat(decimal.toDouble(mantissa, exponent)).isEqualTo(Double.parseDouble(mantissa + "e" + exponent) + 0.0);
    }

    @Property(tries = 20_000)
    void shouldHaveNoMoreDigitsThanNeeded(@ForAll long bits) {
        double value = Double.longBitsToDouble(bits);
        if (!Double.isFinite(value) || Math.abs(value) < 1e-290) {
            return;
        }
        String text = text(value);

        assertThat(Double.parseDouble(text)).isEqualTo(value);
        int digits = new BigDecimal(text).stripTrailingZeros().precision();
        BigDecimal shorter = new BigDecimal(value).round(new MathContext(Math.max(1, digits - 1)));
        assertThat(digits == 1 || shorter.doubleValue() != value).as("%s could be %s", text, shorter).isTrue();
    }

    @Property
    void shouldTellVerySmallOnesToTheLastBit(@ForAll @LongRange(min = 1, max = 1L << 56) long bits) {
        double value = Double.longBitsToDouble(bits);

        assertThat(Double.parseDouble(text(value))).isBetween(Math.nextDown(value), Math.nextUp(value));
    }

    @Property
    void shouldWriteWhatADecimalIs(@ForAll long mantissa, @ForAll @IntRange(min = -40, max = 40) int exponent) {
        assertThat(new BigDecimal(text(mantissa, exponent)))
                .isEqualByComparingTo(BigDecimal.valueOf(mantissa).scaleByPowerOfTen(exponent));
    }

    @Example
    void shouldWriteAsPeopleDo() {
        assertThat(text(0.1)).isEqualTo("0.1");
        assertThat(text(23.1)).isEqualTo("23.1");
        assertThat(text(-0.0)).isEqualTo("-0.0");
        assertThat(text(0.0)).isEqualTo("0");
        assertThat(text(100)).isEqualTo("100");
        assertThat(text(1e300)).isEqualTo("1e300");
        assertThat(text(1.5e-9)).isEqualTo("1.5e-9");
        assertThat(text(0.000015)).isEqualTo("0.000015");
        assertThat(text(1320067464.125)).isEqualTo("1320067464.125");
        assertThat(text(Double.MAX_VALUE)).isEqualTo("1.7976931348623157e308");
        assertThat(text(231, -1)).isEqualTo("23.1");
        assertThat(text(-2310, -2)).isEqualTo("-23.1");
        assertThat(text(-5, -3)).isEqualTo("-0.005");
        assertThat(text(1276020076001L, -3)).isEqualTo("1276020076.001");
        assertThat(text(Long.MIN_VALUE, 0)).isEqualTo("-9223372036854775808");
        assertThat(text(7, 30)).isEqualTo("7e30");
    }

    @Example
    void shouldKnowTheEnds() {
        assertThat(decimal.toDouble(1, 309)).isInfinite();
        assertThat(decimal.toDouble(-1, Integer.MAX_VALUE)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(decimal.toDouble(1, Integer.MIN_VALUE)).isZero();
        assertThat(decimal.toDouble(17976931348623157L, 292)).isEqualTo(Double.MAX_VALUE);
        assertThat(decimal.toDouble(Long.MAX_VALUE, 0)).isEqualTo(0x1p63);
    }
}
