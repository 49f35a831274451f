package dev.kogame.netstack.coap;

import static dev.kogame.netstack.coap.ClientRig.SECOND_NS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** Groups (RFC 7252 section 8), No-Response (RFC 7967) and Echo (RFC 9175), what a client does. */
class ClientGroupTest {

    private final ClientRig rig = new ClientRig();

    @Test
    void shouldAskAGroupOnceAndHandUpEveryAnswer() {
        List<Integer> ports = new ArrayList<>();
        rig.group().path(".well-known/core").query("rt=light").send((response, nowNs) -> {
            rig.tell(response);
            ports.add(response.sourcePort());
            assertThat(response.sourceLo()).isEqualTo(response.isLast() ? ClientRig.GROUP_LO : rig.lo);
        }, rig.nowNs);
        rig.settle();
        rig.expect("58 01 MID TOKEN bb '.well-known' 04 'core' 48 'rt=light'");
        rig.reply("58 45 7001 TOKEN c1 28 ff '</a>'").told("2.05 '</a>'");
        rig.pass(SECOND_NS).replyFromAnotherPort("58 45 7001 TOKEN c1 28 ff '</b>'").told("2.05 '</b>'");
        rig.reply("58 45 7001 TOKEN c1 28 ff '</a>'").told();
        rig.reply("48 45 7002 TOKEN ff '</c>'").told("2.05 '</c>'").expect("60 00 7002");
        rig.reply("58 45 7003 TOKEN d1 0a 08 ff 'd'*16").told("2.05 'dddddddddddddddd' more").quiet();
        rig.pass(9 * SECOND_NS - 1).told().pass(1).told("GROUP_OVER last");
        rig.reply("58 45 7004 TOKEN ff '</e>'").told().quiet();
        assertThat(ports).containsExactly(5683, 5684, 5683, 5683, 5683);
    }

    @Test
    void shouldListenAsLongAsTold() {
        rig.send(rig.group().path("v").within(30 * SECOND_NS));
        rig.expect("58 01 MID TOKEN b1 'v'").pass(30 * SECOND_NS - 1).told();
        rig.reply("58 45 7001 TOKEN ff 'x'").told("2.05 'x'").pass(1).told("GROUP_OVER last");
    }

    /** NSTART is for one server. */
    @Test
    void shouldAskAGroupWhileItIsBeingAsked() {
        rig.send(rig.group().path("a"));
        rig.send(rig.group().path("b"));
        rig.expect("58 01 MID TOKEN b1 'a'").expect("58 01 MID TOKEN b1 'b'");
    }

    @Test
    void shouldNotBelieveAnswersOfOthersTokens() {
        rig.send(rig.group().path("v"));
        rig.expect("58 01 MID TOKEN b1 'v'").reply("58 45 7001 0011223344556677 ff 'x'").reply("70 00 MID").told();
    }

    @Test
    void shouldEndWhenNobodyIsToAnswer() {
        rig.send(rig.client.put(0, ClientRig.GROUP_HI, ClientRig.GROUP_LO, CoapServer.PORT).path("v").noResponse(26));
        rig.expect("58 03 MID TOKEN b1 'v' d1 ea 1a").told("NO_RESPONSE_WANTED last");
        rig.send(rig.put().path("v").noResponse(26).nonConfirmable());
        // 17 octets at PROBING_RATE: who is not answered cannot know whether anybody is there.
        rig.expect("58 03 MID TOKEN b1 'v' d1 ea 1a");
        rig.send(rig.get().path("w"));
        rig.pass(17 * SECOND_NS - 1).told().quiet().pass(1).told("NO_RESPONSE_WANTED last");
        rig.expect("48 01 MID TOKEN b1 'w'").reply("68 45 MID TOKEN").told("2.05 last");
        rig.send(rig.put().path("v").noResponse(26));
        rig.expect("48 03 MID TOKEN b1 'v' d1 ea 1a").told().reply("60 00 MID").told("NO_RESPONSE_WANTED last");
    }

    @Test
    void shouldStillTakeTheAnswersThatAreWanted() {
        rig.send(rig.put().path("v").noResponse(2).nonConfirmable());
        rig.expect("58 03 MID TOKEN b1 'v' d1 ea 02").told().reply("58 84 7001 TOKEN").told("4.04 last");
        rig.send(rig.put().path("v").noResponse(2).nonConfirmable().within(20 * SECOND_NS));
        rig.expect("58 03 MID TOKEN b1 'v' d1 ea 02").pass(20 * SECOND_NS).told("NO_RESPONSE_WANTED last");
    }

    // --- Echo -------------------------------------------------------------------------------------------------------------

    /** RFC 9175 section 2.3, figure 1. */
    @Test
    void shouldRepeatARequestWithTheEchoOnce() {
        rig.send(rig.put().path("v").payload(Hex.octets("'open'")));
        rig.expect("48 03 MID TOKEN b1 'v' ff 'open'");
        String first = rig.token();
        rig.reply("68 81 MID TOKEN d2 ef aabb").told();
        rig.expect("48 03 MID TOKEN b1 'v' d2 e4 aabb ff 'open'");
        assertThat(rig.token()).isNotEqualTo(first);
        rig.reply("68 81 MID TOKEN d2 ef ccdd").told("4.01 last").quiet();
    }

    @Test
    void shouldGiveTheEchoToNobodyElse() {
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'").reply("68 45 MID TOKEN d1 ef aa").told("2.05 last");
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v' d1 e4 aa").reply("68 45 MID TOKEN d1 ef bb");
        rig.send(rig.client.get(0, rig.hi, rig.lo, 5684).path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'");
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v' d1 e4 bb");
        rig.send(rig.group().path("v"));
        rig.expect("58 01 MID TOKEN b1 'v'");
    }

    @Test
    void shouldHandUpAnUnauthorizedWithoutEcho() {
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'").reply("68 81 MID TOKEN").told("4.01 last").quiet();
    }

    /** A group that this host listens to is no way in. */
    @Test
    void shouldNotTakeResponsesThatWereSentToAGroup() {
        rig.near.joinGroup(0, ClientRig.GROUP_HI, 0x1234);
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'").replyToGroup("58 45 7001 TOKEN ff 'x'", 0x1234).told().quiet();
        assertThat(rig.client.dropped(ClientDrop.TO_GROUP)).isOne();
    }
}
