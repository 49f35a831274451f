package dev.kogame.netstack.nd;

import static dev.kogame.netstack.Lab.GROUP;
import static dev.kogame.netstack.Lab.OWN;
import static dev.kogame.netstack.Lab.ms;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.advertisement;
import static dev.kogame.netstack.Packet.nonce;
import static dev.kogame.netstack.Packet.prefix;
import static dev.kogame.netstack.Packet.routerAdvertisement;
import static dev.kogame.netstack.Packet.solicitation;
import static dev.kogame.netstack.Packet.sourceLinkLayerAddress;
import static dev.kogame.netstack.Packet.targetLinkLayerAddress;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.StackConfig.Switch;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Enhanced detection, RFC 7527 (X.8), and what follows a duplicate, RFC 4862 section 5.4.5 (3.1.2 to 3.1.4). */
class DuplicateAddressDetectionTest {

    private static final String PROBE = "NS :: > " + GROUP + " hop 255 target " + OWN + " nonce";

    private final Lab lab = new Lab(Lab.config().with(Switch.DAD_NONCE, true));

    /** The next frame must be a probe; answers it as it stands on the wire. */
    private byte[] probed() {
        lab.expect(PROBE);
        return lab.lastFrame();
    }

    /** Runs to a time at which a probe is due; what was reported before is of no interest. */
    private byte[] probedAt(long timeNs) {
        if (timeNs > 0) {
            lab.at(timeNs - 1).forget().at(timeNs);
        }
        return probed();
    }

    private Lab started() {
        return lab.at(0).expect("report :: > ff02::16 hop 1 to-ex " + GROUP);
    }

    private static String nonceOf(byte[] probe) {
        return HexFormat.of().formatHex(probe, probe.length - 6, probe.length);
    }

    private void provenPreferred(long atMs) {
        assertThat(lab.changes()).endsWith(atMs + " ms " + OWN + " PREFERRED");
    }

    @Test
    void shouldProbeWithANonceOfSixOctets() {
        started();
        byte[] probe = probed();
        assertThat(HexFormat.of().formatHex(probe, 78, 80)).isEqualTo("0e01");
        assertThat(probe).hasSize(86);
        assertThat(nonceOf(probe)).isNotEqualTo("000000000000");
        lab.at(s(1));
        provenPreferred(1000);
    }

    @Test
    void shouldKnowItsOwnProbeThatComesBackAndProbeThreeTimesMore() {
        started();
        byte[] first = probed();
        lab.at(ms(100)).send(first);
        assertThat(lab.drops(Drop.ND_LOOPED)).isEqualTo(1);
        byte[] second = probedAt(s(1));
        byte[] third = probedAt(s(2));
        byte[] fourth = probedAt(s(3));
        assertThat(List.of(nonceOf(second), nonceOf(third), nonceOf(fourth))).doesNotHaveDuplicates();
        lab.at(s(4) - 1);
        assertThat(lab.changes()).hasSize(1);
        lab.at(s(4));
        provenPreferred(4000);
    }

    @Test
    void shouldHaveAnAddressOnALinkThatEchoesForEver() {
        started();
        for (int i = 0; i < 4; i++) {
            lab.send(probedAt(s(i)));
        }
        assertThat(lab.drops(Drop.ND_LOOPED)).isEqualTo(4);
        lab.at(s(4));
        provenPreferred(4000);
    }

    @Test
    void shouldKnowAnEarlierProbeThatComesBackLate() {
        Lab slow = new Lab(Lab.config().with(Switch.DAD_NONCE, true).with(Limit.DUPLICATE_ADDRESS_PROBES, 2));
        slow.at(0).expect("report :: > ff02::16 hop 1 to-ex " + GROUP).expect(PROBE);
        byte[] first = slow.lastFrame();
        slow.at(ms(1500)).send(first);
        assertThat(slow.drops(Drop.ND_LOOPED)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "other", "long"})
    void shouldFindADuplicateWhoseProbeHasAnotherNonceOrNone(String which) {
        started();
        String own = nonceOf(probed());
        byte[] option = switch (which) {
            case "none" -> new byte[0];
            case "other" -> nonce(own.replace(own.substring(0, 2), own.startsWith("5") ? "60" : "50"));
            default -> Packet.hex("0e02" + own + "0000000000000000");
        };
        lab.at(ms(500)).send(solicitation("::", GROUP, OWN, option));
        assertThat(lab.changes()).endsWith("500 ms " + OWN + " DUPLICATE");
    }

    @Test
    void shouldFindADuplicateAfterItsOwnProbeCameBack() {
        started();
        byte[] first = probed();
        lab.at(ms(100)).send(first);
        lab.at(ms(500)).send(solicitation("::", GROUP, OWN, nonce("010203040506")));
        assertThat(lab.changes()).endsWith("500 ms " + OWN + " DUPLICATE");
    }

    @Test
    void shouldTakeItsOwnProbeForADuplicateWithoutTheNonce() {
        Lab plain = new Lab(Lab.config());
        plain.at(0).expect("report :: > ff02::16 hop 1 to-ex " + GROUP)
                .expect("NS :: > " + GROUP + " hop 255 target " + OWN);
        plain.at(ms(100)).send(plain.lastFrame());
        assertThat(plain.changes()).endsWith("100 ms " + OWN + " DUPLICATE");
    }

    @Test
    void shouldProbeEveryAddressWithAnotherNonce() {
        lab.settled().send(routerAdvertisement("fe80::a", 0, prefix("2001:db8:1::", 64, "A", 900, 900),
                prefix("2001:db8:2::", 64, "A", 900, 900)));
        List<String> nonces = new ArrayList<>();
        for (int n = 1; n <= 2; n++) {
            lab.expect("NS :: > " + GROUP + " hop 255 target 2001:db8:" + n + "::ff:fe00:1 nonce");
            nonces.add(nonceOf(lab.lastFrame()));
        }
        assertThat(nonces).doesNotHaveDuplicates();
    }

    // --- 5.4.5 -----------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void shouldTurnIpOffAfterADuplicateOnlyIfConfigured(boolean off, boolean solicited) {
        Lab there = new Lab(Lab.config().with(Switch.DISABLE_ON_DUPLICATE, off));
        Packet objection = solicited
                ? solicitation("::", GROUP, OWN)
                : advertisement(OWN, "ff02::1", "O", OWN, targetLinkLayerAddress(2));
        there.at(ms(500)).forget().send(objection);
        assertThat(there.changes()).endsWith("500 ms " + OWN + " DUPLICATE");
        there.send(routerAdvertisement("fe80::a", 1800, sourceLinkLayerAddress(10),
                prefix("2001:db8::", 64, "LA", 9000, 9000))).at(s(5));
        boolean formed = there.changes().contains("1500 ms 2001:db8::ff:fe00:1 PREFERRED");
        assertThat(formed).isNotEqualTo(off);
        assertThat(there.drops(Drop.INTERFACE_DISABLED) > 0).isEqualTo(off);
        there.forget().send(solicitation("::", GROUP, OWN)).quiet();
        there.send(solicitation("fe80::2", GROUP, OWN, sourceLinkLayerAddress(2))).quiet();
    }

    @Test
    void shouldProbeWithAnotherNonceAfterEveryStart() {
        byte[][] probes = new byte[2][];
        for (int i = 0; i < 2; i++) {
            Lab there = new Lab(Lab.config().withSeed(i).with(Switch.DAD_NONCE, true));
            there.at(0).expect("report :: > ff02::16 hop 1 to-ex " + GROUP).expect(PROBE);
            probes[i] = Arrays.copyOfRange(there.lastFrame(), 80, 86);
        }
        assertThat(probes[0]).isNotEqualTo(probes[1]);
    }
}
