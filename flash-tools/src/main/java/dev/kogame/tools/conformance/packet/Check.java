package dev.kogame.tools.conformance.packet;

import java.util.Arrays;
import java.util.function.Predicate;

/** What a field of an expected packet must be, where one value does not say it. */
public record Check(String text, Predicate<Object> test) {

    /** A value stands for being equal to it. */
    static Check of(Object value) {
        return switch (value) {
            case Check check -> check;
            case byte[] octets -> new Check("these octets",
                    actual -> actual instanceof byte[] other && Arrays.equals(octets, other));
            default -> new Check(value.toString(), value::equals);
        };
    }

    public static Check atMost(long most) {
        return new Check("at most " + most, actual -> actual instanceof Long number && number <= most);
    }

    public static Check atLeast(long least) {
        return new Check("at least " + least, actual -> actual instanceof Long number && number >= least);
    }

    public static Check not(Object value) {
        return new Check("not " + value, actual -> !Check.of(value).passes(actual));
    }

    public static Check oneOf(Object... values) {
        return new Check("one of " + Arrays.toString(values),
                actual -> Arrays.stream(values).anyMatch(value -> Check.of(value).passes(actual)));
    }

    /** Octets that another row of octets begins with, as an error quotes a packet. */
    public static Check headOf(byte[] whole, int atLeast) {
        return new Check("the first octets of the packet", actual -> actual instanceof byte[] head
                && head.length >= Math.min(atLeast, whole.length) && head.length <= whole.length
                && Arrays.equals(head, 0, head.length, whole, 0, head.length));
    }

    /** Numbers of 16 bits that these are among, as an Option Request lists codes. */
    public static Check listing(int... codes) {
        return new Check("a list with " + Arrays.toString(codes), actual -> actual instanceof byte[] octets
                && Arrays.stream(codes).allMatch(code -> Dhcp6Options.codes(octets).contains(code)));
    }

    /** As many options of DHCPv6 as there are descriptions, each matching one: what an IA holds. */
    public static Check options(Layer... described) {
        return new Check("the options " + Arrays.toString(described), actual -> actual instanceof byte[] octets
                && Dhcp6Options.are(Dhcp6Options.read(octets), described));
    }

    boolean passes(Object actual) {
        return actual != null && test.test(actual);
    }

    @Override
    public String toString() {
        return text;
    }
}
