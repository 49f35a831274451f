package dev.kogame.netstack.nd;

import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.ms;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig.Switch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4861 section 6.3.7 and RFC 7559; conformance rows 2.2.1, 2.2.2 and X.9. */
class RouterSolicitationTest {

    private static final String RS = "RS " + OWN + " > ff02::2 hop 255 slla 01";

    private final Lab lab = new Lab(Lab.config());

    /** Runs to a time and leaves only Router Solicitations to be expected. */
    private Lab askedAt(long timeNs) {
        lab.at(timeNs - 1).forget().at(timeNs).expect(RS).forget();
        return lab;
    }

    @Test
    void shouldAskThreeTimesFourSecondsApart() {
        askedAt(s(1));
        askedAt(s(5));
        askedAt(s(9)).at(s(3600)).quiet();
    }

    @Test
    void shouldStopWhenARouterAnswers() {
        askedAt(s(1));
        lab.at(s(3)).forget().send(routerAdvertisement("fe80::a", 1800)).at(s(600)).quiet();
    }

    @Test
    void shouldGoOnWhenTheAnswerComesFromNoDefaultRouter() {
        askedAt(s(1));
        lab.at(s(2)).send(routerAdvertisement("fe80::a", 0));
        askedAt(s(5));
    }

    @Test
    void shouldGoOnWhenTheAnswerIsInvalid() {
        askedAt(s(1));
        lab.at(s(2)).send(routerAdvertisement("fe80::a", 1800).hop(254));
        askedAt(s(5));
    }

    @Test
    void shouldAskOnceEvenIfARouterSpokeBefore() {
        lab.at(ms(500)).send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10)));
        askedAt(s(1));
    }

    @Test
    void shouldAskAgainWhenTheLinkComesBack() {
        lab.settled();
        lab.link(false).after(s(1)).link(true).forget();
        askedAt(s(22));
        askedAt(s(26));
    }

    @Test
    void shouldAskNothingWithoutALinkLocalAddress() {
        lab.at(ms(300)).forget().send(Packet.solicitation("::", Lab.GROUP, OWN)).at(s(60)).quiet();
    }

    // --- RFC 7559 (X.9) --------------------------------------------------------------------------------------------------

    private static Lab patient(long seed) {
        return new Lab(Lab.config().withSeed(seed).with(Switch.ROUTER_SOLICITATION_BACKOFF, true));
    }

    private static List<Long> asks(Lab lab, long untilNs) {
        List<Long> times = new ArrayList<>();
        lab.at(s(1) - 1).forget();
        for (long nextNs = lab.stack().nextDeadlineNs(); nextNs <= untilNs; nextNs = lab.stack().nextDeadlineNs()) {
            lab.at(nextNs);
            if (lab.taken().contains(RS)) {
                times.add(nextNs);
            }
        }
        return times;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldAskForEverEverMoreRarely(long seed) {
        List<Long> times = asks(patient(seed), s(12 * 3600));
        assertThat(times.getFirst()).isEqualTo(s(1));
        double lastS = 0;
        for (int i = 1; i < times.size(); i++) {
            double intervalS = (times.get(i) - times.get(i - 1)) / 1e9;
            // IRT 4 s, then twice the last, until MRT 3600 s, a tenth more or less.
            double least = i == 1 ? 3.6 : Math.min(1.9 * lastS, 0.9 * 3600);
            double most = i == 1 ? 4.4 : Math.min(2.1 * lastS, 1.1 * 3600);
            assertThat(intervalS).as("interval %d of %s", i, times).isBetween(least, most);
            lastS = intervalS;
        }
        assertThat(lastS).as("it arrived at an hour").isGreaterThan(3200);
        assertThat(times).hasSizeBetween(18, 24);
    }

    @Test
    void shouldNotAskAtTheSameTimesAsItsNeighbors() {
        assertThat(asks(patient(1), s(600))).isNotEqualTo(asks(patient(2), s(600)));
    }

    @Test
    void shouldStopWhenADefaultRouterAnswersHoweverLate() {
        Lab late = patient(1).at(s(5000)).send(routerAdvertisement("fe80::a", 0)).at(s(10_000));
        assertThat(late.taken()).as("no default router, RFC 7559 section 2.1").contains(RS);
        late.send(routerAdvertisement("fe80::a", 1800)).forget().at(s(100_000));
        assertThat(late.taken()).noneMatch(line -> line.startsWith("RS"));
    }

    @Test
    void shouldBeginAnewWhenTheLinkComesBack() {
        Lab back = patient(1).at(s(5000)).link(false).after(s(1)).link(true).forget().at(s(5001) + s(1));
        assertThat(back.taken()).contains(RS);
        back.after(ms(4400));
        assertThat(back.taken()).containsOnlyOnce(RS);
    }
}
