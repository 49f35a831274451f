package dev.kogame.netstack.ip6;

import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.hi;
import static dev.kogame.netstack.Packet.lo;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.solicitation;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.StackConfig.Switch;
import dev.kogame.netstack.nd.RoutingTable;
import dev.kogame.netstack.wire.Ipv6Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6724 section 6 and the examples of section 10.2 that are about IPv6 alone: conformance rows AS.21 to AS.31. */
class DestinationOrderTest {

    private static final int DEPRECATED = 0;
    private static final int PREFERRED = 90_000;

    private Lab lab = Lab.ready();

    /** Gives the stack addresses under prefixes of 64 bits; one that ends in ! is deprecated. */
    private void addresses(String... prefixes) {
        lab.send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10)));
        for (String each : prefixes) {
            lab.send(routerAdvertisement("fe80::a", 1800, prefix(each.replace("!", ""), 64, "A", 90_000,
                    each.endsWith("!") ? DEPRECATED : PREFERRED)));
        }
        lab.after(s(3));
    }

    private String sorted(String destinations) {
        String[] texts = destinations.split(" ");
        long[] hi = Arrays.stream(texts).mapToLong(text -> hi(text)).toArray();
        long[] lo = Arrays.stream(texts).mapToLong(text -> lo(text)).toArray();
        lab.stack().destinationOrder().sort(RoutingTable.ANY, hi, lo, texts.length);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < texts.length; i++) {
            out.append(i > 0 ? " " : "").append(Ipv6Address.text(hi[i], lo[i]));
        }
        return out.toString();
    }

    @ParameterizedTest
    @CsvSource({
            // AS.29, 10.2: smaller scope
            "2001:db8:1::, 2001:db8:1::1 fe80::1, fe80::1 2001:db8:1::1",
            // AS.31, 10.2: longest matching prefix
            "2001:db8:1:: 2001:db8:3f44::, 2001:db8:3ffe::1 2001:db8:1::1, 2001:db8:1::1 2001:db8:3ffe::1",
            // 10.2: matching label
            "2002:c633:6401::, 2001:db8:1::1 2002:c633:6401::1, 2002:c633:6401::1 2001:db8:1::1",
            // 10.2: higher precedence
            "2002:c633:6401:: 2001:db8:1::, 2002:c633:6401::1 2001:db8:1::1, 2001:db8:1::1 2002:c633:6401::1",
            // AS.21, rule 2: a global destination from a link-local source only
            "'', 2001:db8:1::1 fe80::1, fe80::1 2001:db8:1::1",
            // AS.23, rule 3: the one has a deprecated source only
            "2001:db8:1:: fd00:1::!, fd00:1::9 2001:db8:1::9, 2001:db8:1::9 fd00:1::9",
            // AS.24 and 25: unique local destinations come behind global ones unless only they have a fitting source
            "fd00:1:: 2001:db8:1::, fd00:2::9 2001:db8:9::9, 2001:db8:9::9 fd00:2::9",
            "fd00:1::, 2001:db8:9::9 fd00:2::9, fd00:2::9 2001:db8:9::9",
            // AS.28: nothing decides
            "2001:db8:1::, 2001:db8:8::2 2001:db8:8::1 2001:db8:8::3, 2001:db8:8::2 2001:db8:8::1 2001:db8:8::3"})
    void shouldSortAsRfc6724Says(String prefixes, String destinations, String expected) {
        addresses(prefixes.isEmpty() ? new String[0] : prefixes.split(" "));
        assertThat(sorted(destinations)).isEqualTo(expected);
    }

    @Test
    void shouldPutWhatCannotBeReachedLast() {
        // Rule 1, no route at all: then even a link-local destination of which nothing is known comes first.
        assertThat(sorted("2001:db8:9::9 fe80::9 2001:db8:9::8")).isEqualTo("fe80::9 2001:db8:9::9 2001:db8:9::8");
    }

    @Test
    void shouldPutWhatIsKnownToBeUnreachableLast() {
        lab = Lab.ready(config -> config.with(Switch.UNREACHABLE_STATE, true));
        lab.send(solicitation("fe80::7", Lab.GROUP, OWN, sourceLinkLayerAddress(7)).by(7));
        assertThat(sorted("fe80::7 fe80::8")).isEqualTo("fe80::7 fe80::8");
        lab.after(s(8));
        assertThat(sorted("fe80::7 fe80::8")).isEqualTo("fe80::8 fe80::7");
        lab.link(false);
        assertThat(sorted("fe80::7 fe80::8")).as("neither").isEqualTo("fe80::7 fe80::8");
    }

    @Test
    void shouldSortSixteenAndLeaveTheRest() {
        addresses("2001:db8:1::");
        StringBuilder destinations = new StringBuilder();
        for (int i = 0; i < 18; i++) {
            destinations.append(i > 0 ? " " : "").append(i % 2 == 0 ? "2001:db8:9::" : "fe80::")
                    .append(Integer.toHexString(i + 1));
        }
        String[] sorted = sorted(destinations.toString()).split(" ");
        assertThat(Arrays.copyOf(sorted, 8)).allMatch(text -> text.startsWith("fe80::"));
        assertThat(Arrays.copyOfRange(sorted, 8, 16)).allMatch(text -> text.startsWith("2001:"));
        assertThat(sorted[16]).isEqualTo("2001:db8:9::11");
        assertThat(sorted[17]).isEqualTo("fe80::12");
    }

    @Test
    void shouldUseTheInterfaceThatReachesTheDestination() {
        lab = new Lab(Lab.config().with(Limit.FRAME_SLOTS, 24), 2).settled();
        lab.on(1).send(routerAdvertisement("fe80::a", 0, sourceLinkLayerAddress(10),
                prefix("fd00:1::", 64, "LA", PREFERRED, PREFERRED))).after(s(3));
        lab.on(0);
        addresses("2001:db8:1::");
        assertThat(sorted("2001:db8:9::9 fd00:1::9")).isEqualTo("2001:db8:9::9 fd00:1::9");
        lab.on(0).link(false);
        assertThat(sorted("2001:db8:9::9 fd00:1::9")).isEqualTo("fd00:1::9 2001:db8:9::9");
    }
}
