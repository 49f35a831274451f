package dev.kogame.netstack.nd;

import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.ms;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.hex;
import static dev.kogame.netstack.Packet.hi;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.u32;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.Test;

/** RFC 4861 sections 6.1.1 and 6.2. */
class RouterAdvertiserTest {

    private static final String TAIL = " hop 255 lifetime 1800 slla 01 mtu 1500 prefix 2001:db8:1::/64";
    private static final String TO_ALL = "RA " + OWN + " > ff02::1" + TAIL;

    private final Lab lab = new Lab(Lab.config().advertising(hi("2001:db8:1::")));

    private static Packet solicitation(String source, byte[]... options) {
        return Packet.from(source).to("ff02::2").hop(255).icmp(133, 0, u32(0), Packet.join(options));
    }

    @Test
    void shouldAnnounceItselfAsSoonAsItHasAnAddressAndOftenAtFirst() {
        lab.at(s(1000));
        List<String> lines = lab.taken();
        assertThat(lines).filteredOn(TO_ALL::equals).hasSizeBetween(4, 8);
        assertThat(lines).as("a router asks no routers").noneMatch(line -> line.startsWith("RS"));
    }

    @Test
    void shouldKeepItsIntervals() {
        lab.at(s(4)).forget();
        long previous = -1;
        for (int i = 0; i < 8; i++) {
            while (lab.taken().isEmpty()) {
                lab.after(ms(100));
            }
            if (previous >= 0) {
                assertThat(lab.nowNs() - previous).isBetween(i < 3 ? s(3) : s(199), i < 3 ? s(17) : s(601));
            }
            previous = lab.nowNs();
        }
    }

    @Test
    void shouldAnswerAnAskerAloneWithinHalfASecond() {
        lab.at(s(100)).forget().send(solicitation("fe80::2", sourceLinkLayerAddress(2))).after(ms(500))
                .on(0);
        assertThat(lab.taken()).containsExactly("RA " + OWN + " > fe80::2" + TAIL);
    }

    @Test
    void shouldAnswerAnAskerWithoutAnAddressToAllButNotTooOften() {
        lab.at(s(100)).forget().send(solicitation("::")).after(ms(500));
        assertThat(lab.taken()).containsExactly(TO_ALL);
        lab.send(solicitation("::")).after(ms(2400)).quiet().after(ms(700));
        assertThat(lab.taken()).as("3 s after the last one").containsExactly(TO_ALL);
    }

    @Test
    void shouldAnswerTwoAskersAtOnce() {
        lab.at(s(100)).forget().send(solicitation("fe80::2", sourceLinkLayerAddress(2)))
                .send(solicitation("fe80::3", sourceLinkLayerAddress(3)).by(3)).after(ms(500));
        assertThat(lab.taken()).containsExactly(TO_ALL);
    }

    @Test
    void shouldCheckEveryRuleOfSection611() {
        lab.at(s(100)).forget();
        lab.refuses(solicitation("fe80::2").hop(254), Drop.ND_HOP_LIMIT);
        lab.refuses(solicitation("fe80::2").checksumOff(1), Drop.ICMPV6_CHECKSUM);
        lab.refuses(Packet.from("fe80::2").to("ff02::2").hop(255).icmp(133, 1, u32(0)), Drop.ND_CODE);
        lab.refuses(Packet.from("fe80::2").to("ff02::2").hop(255).icmp(133, 0), Drop.ICMPV6_TRUNCATED);
        lab.refuses(solicitation("fe80::2", hex("0100000000000000")), Drop.ND_OPTION_LENGTH);
        lab.refuses(solicitation("::", sourceLinkLayerAddress(2)), Drop.ND_LINK_LAYER_ADDRESS);
        lab.refuses(solicitation("fe80::2", hex("0101ffffffffffff")), Drop.ND_LINK_LAYER_ADDRESS);
        lab.after(s(1)).quiet();
    }

    @Test
    void shouldListenToNoOtherRouter() {
        lab.at(s(100)).forget().refuses(routerAdvertisement("fe80::a", 1800), Drop.ICMPV6_TYPE);
    }

    @Test
    void shouldSayInItsAdvertisementsThatItIsARouter() {
        lab.at(s(100)).forget()
                .send(Packet.solicitation("fe80::2", Lab.GROUP, OWN, sourceLinkLayerAddress(2)))
                .expect("NA " + OWN + " > fe80::2 hop 255 target " + OWN + " RSO tlla 01", 2);
    }
}
