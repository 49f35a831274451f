package dev.kogame.netstack.nd;

import static dev.kogame.netstack.Lab.GROUP;
import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.advertisement;
import static dev.kogame.netstack.Packet.counting;
import static dev.kogame.netstack.Packet.solicitation;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.targetLinkLayerAddress;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig.Switch;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7048: a neighbor that answers no probe is not forgotten at once; conformance row X.13. */
class UnreachableStateTest {

    private static final String REPLY = "echo reply " + OWN + " > fe80::2 hop 64 data 8";
    private static final String PROBE = "NS " + OWN + " > fe80::2 hop 255 target fe80::2 slla 01";
    private static final String SEARCH = "NS " + OWN + " > ff02::1:ff00:2 hop 255 target fe80::2 slla 01";

    private final Lab lab = Lab.ready(config -> config.with(Switch.UNREACHABLE_STATE, true));
    private long lost;

    private Lab ping() {
        return lab.send(Packet.from("fe80::2").to(OWN).echo(1, 1, counting(8)));
    }

    /** Station 2 is UNREACHABLE from {@link #lost} on: three probes a second apart, then one multicast. */
    @BeforeEach
    void lose() {
        lab.send(solicitation("fe80::2", GROUP, OWN, sourceLinkLayerAddress(2)))
                .send(advertisement("fe80::2", OWN, "S", "fe80::2")).after(s(46)).forget();
        ping().expect(REPLY, 2).after(s(5)).expect(PROBE, 2).after(s(1)).expect(PROBE, 2).after(s(1)).expect(PROBE, 2);
        lab.after(s(1)).expect(SEARCH).quiet();
        lost = lab.nowNs();
    }

    @Test
    void shouldGoOnSendingToTheAddressItKnows() {
        ping().expect(REPLY, 2).quiet();
    }

    @Test
    void shouldSearchEverMoreRarelyWhilePacketsAreSent() {
        List<Long> searches = new ArrayList<>();
        for (int second = 0; second < 400; second++) {
            ping().after(s(1));
            if (lab.taken().contains(SEARCH)) {
                searches.add((lab.nowNs() - lost) / s(1));
            }
        }
        // 3 s, 9 s, 27 s, then no more than 60 s
        assertThat(searches).startsWith(3L, 12L, 39L, 99L, 159L).hasSize(9);
    }

    @Test
    void shouldSearchNoMoreWhenNothingIsSent() {
        lab.after(s(3600)).quiet();
        ping().expect(SEARCH).expect(REPLY, 2).quiet();
        ping().expect(REPLY, 2).quiet();
    }

    @ParameterizedTest
    @CsvSource({
            // flags, address told: the station packets then go to, and whether it is probed within five seconds
            "SO, 2, 2, false", "S, 2, 2, false", "SO, 3, 3, false", "O, 3, 3, true"})
    void shouldTrustANeighborThatIsHeardAgain(String flags, int told, int station, boolean doubted) {
        lab.send(advertisement("fe80::2", OWN, flags, "fe80::2", targetLinkLayerAddress(told)));
        ping().expect(REPLY, station);
        lab.after(s(5));
        assertThat(lab.taken()).isEqualTo(doubted ? List.of(PROBE) : List.of());
    }

    @Test
    void shouldStayDoubtfulOfAnotherAddressWithoutOverride() {
        // RFC 7048 section 3 on appendix C.
        lab.send(advertisement("fe80::2", OWN, "S", "fe80::2", targetLinkLayerAddress(3)));
        ping().expect(REPLY, 2).after(s(3)).expect(SEARCH);
    }

    @Test
    void shouldGiveItsPlaceUpWhenAllOthersAnswer() {
        for (int n = 1; n < 16; n++) {
            String peer = "fe80::5:" + Integer.toHexString(n);
            lab.send(solicitation(peer, GROUP, OWN, sourceLinkLayerAddress(20 + n)))
                    .send(advertisement(peer, OWN, "S", peer));
        }
        lab.send(solicitation("fe80::5:99", GROUP, OWN, sourceLinkLayerAddress(99))).forget();
        assertThat(lab.drops(Drop.NEIGHBOR_CACHE_FULL)).isZero();
        ping().expect(SEARCH).quiet();
    }
}
