package dev.kogame.netstack.nd;

import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.advertisement;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.targetLinkLayerAddress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.StackConfig.Switch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8981: conformance row X.16. */
class TemporaryAddressesTest {

    private static final long DAY = 86_400;
    /** The address formed for good: RFC 7217, the same at every start. */
    private static final String PUBLIC = settled(Lab.config(), InterfaceIdentifier.Kind.STABLE).changes().getLast()
            .split(" ")[2];

    private final Lab lab = settled(Lab.config(), InterfaceIdentifier.Kind.TEMPORARY);

    private static Lab settled(StackConfig config, InterfaceIdentifier.Kind kind) {
        Lab there = new Lab(config.withInterfaceIdentifier(kind)).settled();
        return announce(there, 90 * DAY, 90 * DAY).after(s(1));
    }

    private static Lab announce(Lab there, long validS, long preferredS) {
        return there.send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10),
                prefix("2001:db8::", 64, "A", validS, preferredS)));
    }

    /** What happened to temporary addresses, such as {@code 20000 ms PREFERRED}, or their names. */
    private Stream<String[]> temporary() {
        return lab.changes().stream().map(change -> change.split(" "))
                .filter(words -> words[2].startsWith("2001:db8:") && !words[2].equals(PUBLIC));
    }

    private List<String> states() {
        return temporary().map(words -> words[3]).toList();
    }

    private String newest() {
        return temporary().map(words -> words[2]).reduce((first, second) -> second).orElseThrow();
    }

    private long lastMs() {
        return temporary().map(words -> Long.parseLong(words[0])).reduce((first, second) -> second).orElseThrow();
    }

    @Test
    void shouldFormATemporaryAddressBesideThePublicOneAndProveIt() {
        assertThat(states()).containsExactly("TENTATIVE", "PREFERRED");
        assertThat(lab.changes()).contains("21000 ms " + PUBLIC + " PREFERRED");
        assertThat(
                lab.changes().stream().filter(change -> change.contains("fe80::")).map(change -> change.split(" ")[2])
                        .distinct())
                .as("no temporary link-local address").hasSize(1);
        String group = "ff02::1:ff" + newest().substring(newest().length() - 7);
        assertThat(lab.taken()).contains("NS :: > " + group + " hop 255 target " + newest());
    }

    @Test
    void shouldFormNoneWhenTheyAreOff() {
        Lab off = settled(Lab.config(), InterfaceIdentifier.Kind.STABLE);
        assertThat(off.changes().stream().filter(change -> change.endsWith("PREFERRED"))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldBeginWithATemporaryAddressUnlessConfiguredOtherwise(boolean prefer) {
        // RFC 6724 rule 7, AS.13.
        Lab there = settled(Lab.config().with(Switch.PREFER_TEMPORARY, prefer), InterfaceIdentifier.Kind.TEMPORARY);
        var socket = there.stack().udp(7, (datagram, nowNs) -> {});
        there.forget();
        socket.send(socket.take(), 3, 0, Packet.hi("2001:db8:9::9"), 9, 7, there.nowNs());
        there.after(0);
        assertThat(there.taken().getFirst().startsWith("UDP " + PUBLIC)).isEqualTo(!prefer);
    }

    @Test
    void shouldAnswerFromThePublicAddressWhoWritesToIt() {
        lab.forget().send(Packet.from("2001:db8:9::9").to(PUBLIC).by(10).echo(1, 1, counting(8)))
                .expect("echo reply " + PUBLIC + " > 2001:db8:9::9 hop 64 data 8", 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldReplaceEachBeforeItIsDeprecatedAfterSixTenthsOfADayOrMore(long seed) {
        Lab there = settled(Lab.config().withSeed(seed), InterfaceIdentifier.Kind.TEMPORARY);
        double formedS = 20;
        List<Double> livesS = new ArrayList<>();
        there.at(s(10 * DAY));
        List<String[]> changes = there.changes().stream().map(change -> change.split(" "))
                .filter(words -> words[2].startsWith("2001:db8:") && !words[2].equals(PUBLIC)).toList();
        List<String> names = changes.stream().map(words -> words[2]).distinct().toList();
        assertThat(names).hasSizeBetween(10, 17);
        for (int i = 0; i + 1 < names.size() && formedS < 8 * DAY; i++) {
            String name = names.get(i);
            double from = formedS;
            double deprecatedS = at(changes, name, "DEPRECATED");
            double successorS = at(changes, names.get(i + 1), "TENTATIVE");
            // TEMP_PREFERRED_LIFETIME less DESYNC_FACTOR; REGEN_ADVANCE is 2 s and three probes of a second.
            assertThat(deprecatedS - from).isBetween(0.6 * DAY, 1.0 * DAY);
            assertThat(deprecatedS - successorS).isEqualTo(5.0, within(0.001));
            assertThat(at(changes, name, "INVALID") - from).isEqualTo(2.0 * DAY,
                    within(0.002));
            livesS.add(deprecatedS - from);
            formedS = successorS;
        }
        assertThat(livesS).as("DESYNC_FACTOR makes each another").doesNotHaveDuplicates();
    }

    private static double at(List<String[]> changes, String name, String state) {
        return changes.stream().filter(words -> words[2].equals(name) && words[3].equals(state))
                .mapToDouble(words -> Long.parseLong(words[0]) / 1000.0).findFirst().orElseThrow();
    }

    @Test
    void shouldEndWithThePrefix() {
        announce(lab, 3 * 3600, 3600);
        long told = lab.nowNs();
        lab.at(told + s(3600));
        assertThat(states()).endsWith("DEPRECATED");
        assertThat(lastMs()).isEqualTo((told + s(3600)) / 1_000_000);
        lab.at(told + s(3 * 3600));
        assertThat(states()).endsWith("INVALID");
        lab.at(told + s(10 * DAY));
        assertThat(states()).endsWith("INVALID");
    }

    @Test
    void shouldFormNoNewOneFromAPrefixThatIsDeprecatedByARouterUntilItIsNot() {
        announce(lab, 90 * DAY, 0);
        assertThat(states()).endsWith("DEPRECATED");
        lab.after(s(100));
        assertThat(temporary().map(words -> words[2]).distinct()).hasSize(1);
        announce(lab, 90 * DAY, 90 * DAY).after(s(2));
        assertThat(states()).endsWith("PREFERRED");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 4, 5})
    void shouldFormNoneThatWouldBeDeprecatedAtOnce(long preferredS) {
        Lab there = new Lab(Lab.config().withInterfaceIdentifier(InterfaceIdentifier.Kind.TEMPORARY)).settled();
        announce(there, 90 * DAY, preferredS).after(s(60));
        assertThat(there.changes().stream().map(change -> change.split(" ")[2]).distinct()).hasSize(2);
    }

    private void object() {
        lab.send(advertisement("fe80::2", "ff02::1", "O", newest(), targetLinkLayerAddress(2)));
    }

    @Test
    void shouldTryThreeOtherIdentifiersAfterDuplicatesAndThenNone() {
        announce(lab, 90 * DAY, 0).after(s(1));
        announce(lab, 90 * DAY, 90 * DAY);
        lab.link(false).link(true).after(s(2));
        announce(lab, 90 * DAY, 90 * DAY);
        int before = (int) temporary().map(words -> words[2]).distinct().count();
        for (int i = 0; i < 4; i++) {
            object();
        }
        lab.after(s(60));
        assertThat(states()).endsWith("DUPLICATE");
        assertThat(temporary().map(words -> words[2]).distinct()).hasSize(before + 3);
        announce(lab, 90 * DAY, 90 * DAY).after(s(60));
        assertThat(states()).as("not again on this link").endsWith("DUPLICATE");
    }

    @Test
    void shouldTakeOthersOnAnotherLink() {
        String here = newest();
        lab.link(false).link(true);
        assertThat(states()).endsWith("INVALID");
        announce(lab, 90 * DAY, 90 * DAY).after(s(2));
        assertThat(states()).endsWith("PREFERRED");
        assertThat(newest()).isNotEqualTo(here);
    }

    @Test
    void shouldNotBeTheSameAfterARestart() {
        Lab other = settled(Lab.config().withSeed(9), InterfaceIdentifier.Kind.TEMPORARY);
        assertThat(other.changes()).noneMatch(change -> change.contains(newest()));
        assertThat(other.changes()).anyMatch(change -> change.contains(PUBLIC));
    }
}
