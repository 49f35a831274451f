package dev.kogame.netstack.nd;

import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.ms;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import org.junit.jupiter.api.Test;

/** RFC 4861 section 6.3.7. */
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
}
