package dev.kogame.netstack.coap;

import static dev.kogame.netstack.coap.ClientRig.SECOND_NS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RFC 7641, what a client does. Option 6 is Observe, 14 is Max-Age, 23 is Block2. */
class ClientObserveTest {

    private final ClientRig rig = new ClientRig();
    private String registration = "";

    /** Registered, with sequence number 10 heard. */
    private int observe() {
        int id = rig.send(rig.get().path("v").observe());
        rig.expect("48 01 MID TOKEN 60 51 'v'");
        registration = rig.token();
        rig.reply("68 45 MID TOKEN 61 0a ff 'shut'").told("2.05 'shut' observing");
        return id;
    }

    private ClientRig notify(String vector) {
        return rig.about(rig.mid(), registration).reply(vector);
    }

    @Test
    void shouldHandUpNotificationsAndAcknowledgeThem() {
        observe();
        notify("48 45 7001 TOKEN 61 0b ff 'open'").told("2.05 'open' observing").expect("60 00 7001");
        notify("58 45 7002 TOKEN 61 0c ff 'shut'").told("2.05 'shut' observing").quiet();
        notify("48 45 7001 TOKEN 61 0b ff 'open'").told().expect("60 00 7001");
        notify("58 45 7002 TOKEN 61 0c ff 'shut'").told().quiet();
    }

    @Test
    void shouldHandUpOnlyWhatIsFresher() {
        observe();
        notify("48 45 7001 TOKEN 61 09 ff 'old'").told().expect("60 00 7001");
        notify("58 45 7002 TOKEN 61 0a ff 'old'").told();
        notify("58 45 7003 TOKEN 63 80000a ff 'old'").told();
        notify("58 45 7004 TOKEN 63 800009 ff 'new'").told("2.05 'new' observing");
        notify("58 45 7005 TOKEN 60 ff 'new'").told("2.05 'new' observing");
        notify("58 45 7006 TOKEN 63 ffffff ff 'old'").told();
        assertThat(rig.client.dropped(ClientDrop.OLD_NOTIFICATION)).isEqualTo(4);
    }

    /** After 128 s a lower number is fresher all the same: the server may have begun to count anew. */
    @Test
    void shouldBelieveAnyNumberAfterAWhile() {
        int id = rig.send(rig.get().path("v").observe());
        rig.expect("48 01 MID TOKEN 60 51 'v'");
        registration = rig.token();
        rig.reply("68 45 MID TOKEN 61 0a 82 ffff ff 'shut'").told("2.05 'shut' observing");
        rig.pass(128 * SECOND_NS);
        notify("58 45 7001 TOKEN 61 09 ff 'old'").told();
        rig.pass(1);
        notify("58 45 7002 TOKEN 61 09 ff 'new'").told("2.05 'new' observing");
        assertThat(id).isNotNegative();
    }

    @Test
    void shouldTakeARefusalForAPlainResponse() {
        rig.send(rig.get().path("v").observe());
        rig.expect("48 01 MID TOKEN 60 51 'v'").reply("68 45 MID TOKEN ff 'shut'").told("2.05 'shut' last");
        rig.reply("48 45 7001 TOKEN 61 0b ff 'open'").expect("70 00 7001").told();
        rig.send(rig.get().path("v").observe());
        rig.expect("48 01 MID TOKEN 60 51 'v'").reply("68 84 MID TOKEN 61 01").told("4.04 last");
    }

    @Test
    void shouldEndWithANotificationThatSaysSo() {
        observe();
        notify("48 84 7001 TOKEN").told("4.04 last").expect("60 00 7001");
        rig.pass(300 * SECOND_NS).quiet();
        observe();
        notify("58 45 7002 TOKEN ff 'last'").told("2.05 'last' last");
        assertThat(rig.client.underWay()).isZero();
    }

    /** Section 3.3.1: 5 to 15 s after Max-Age, with the same token and options. */
    @Test
    void shouldRegisterAnewWhenTheStateIsNoLongerFresh() {
        observe();
        long earliestNs = 100 * SECOND_NS;
        long latestNs = 0;
        for (int round = 0; round < 40; round++) {
            long heardNs = rig.nowNs;
            rig.passUntilHeard();
            earliestNs = Math.min(earliestNs, rig.heardNs() - heardNs);
            latestNs = Math.max(latestNs, rig.heardNs() - heardNs);
            rig.expect("48 01 MID TOKEN 60 51 'v'");
            assertThat(rig.token()).isEqualTo(registration);
            rig.reply("68 45 MID TOKEN 61 " + "%02x".formatted(11 + round) + " ff 'open'")
                    .told("2.05 'open' observing");
        }
        assertThat(earliestNs).isBetween(65 * SECOND_NS, 67 * SECOND_NS);
        assertThat(latestNs).isBetween(73 * SECOND_NS, 75 * SECOND_NS);
        rig.passUntilHeard().expect("48 01 MID TOKEN 60 51 'v'");
        // A notification that comes meanwhile shows that the server is there.
        notify("58 45 7001 TOKEN 61 7c 82 ffff ff 'shut'").told("2.05 'shut' observing");
        rig.pass(100 * SECOND_NS).quiet();
    }

    @Test
    void shouldTellThatTheServerIsLost() {
        observe();
        rig.passUntilHeard().expect("48 01 MID TOKEN 60 51 'v'").passUntilTold().told("TIMEOUT last");
        assertThat(rig.client.underWay()).isZero();
    }

    @Test
    void shouldEndWhenTheServerNoLongerObserves() {
        observe();
        rig.passUntilHeard().expect("48 01 MID TOKEN 60 51 'v'").reply("68 45 MID TOKEN ff 'shut'")
                .told("2.05 'shut' last");
    }

    /** Section 3.6. */
    @Test
    void shouldDeregister() {
        int id = observe();
        rig.client.cancel(id, rig.nowNs);
        rig.settle();
        rig.expect("48 01 MID TOKEN 61 01 51 'v'");
        assertThat(rig.token()).isEqualTo(registration);
        // On its way already: acknowledged, but no longer of interest.
        notify("48 45 7001 TOKEN 61 0b ff 'open'").told().expect("60 00 7001").about(rig.mid(), registration);
        assertThat(rig.client.underWay()).isOne();
        rig.pass(3 * SECOND_NS).expect("48 01 MID TOKEN 61 01 51 'v'").reply("68 45 MID TOKEN ff 'open'").told();
        assertThat(rig.client.underWay()).isZero();
        rig.client.cancel(id, rig.nowNs);
        rig.pass(300 * SECOND_NS).quiet();
    }

    @Test
    void shouldDeregisterWhatIsNotRegisteredYet() {
        int id = rig.send(rig.get().path("v").observe());
        rig.expect("48 01 MID TOKEN 60 51 'v'");
        registration = rig.token();
        rig.client.cancel(id, rig.nowNs);
        rig.settle();
        rig.expect("48 01 MID TOKEN 61 01 51 'v'");
        assertThat(rig.token()).isEqualTo(registration);
        rig.passUntilIdle().told();
        for (int i = 0; i < 4; i++) {
            rig.expect("48 01 MID TOKEN 61 01 51 'v'");
        }
    }

    @Test
    void shouldResetNotificationsOfAForgottenObservation() {
        int id = observe();
        rig.client.forget(id, rig.nowNs);
        notify("58 45 7001 TOKEN 61 0b ff 'open'").told().expect("70 00 7001");
        notify("48 45 7002 TOKEN 61 0c ff 'open'").told().expect("70 00 7002");
    }

    /** RFC 7959 section 2.6: the rest of a notification is fetched with another token and without Observe. */
    @Test
    void shouldFetchTheRestOfANotification() {
        rig.send(rig.get().path("v").observe().into(new byte[64]));
        rig.expect("48 01 MID TOKEN 60 51 'v'");
        registration = rig.token();
        rig.reply("68 45 MID TOKEN 61 0a d1 04 08 ff 'a'*16");
        rig.expect("48 01 MID TOKEN b1 'v' c1 10");
        assertThat(rig.token()).isNotEqualTo(registration);
        rig.reply("68 45 MID TOKEN d1 0a 10 ff 'b'").told("2.05 'aaaaaaaaaaaaaaaab' observing");

        notify("48 45 7001 TOKEN 61 0b d1 04 08 ff 'c'*16").expect("60 00 7001");
        rig.expect("48 01 MID TOKEN b1 'v' c1 10").reply("68 45 MID TOKEN d1 0a 10 ff 'd'")
                .told("2.05 'ccccccccccccccccd' observing");
        rig.passUntilHeard().expect("48 01 MID TOKEN 60 51 'v' c0");
        assertThat(rig.token()).isEqualTo(registration);
    }

    @Test
    void shouldLeaveABodyThatIsOvertakenByANewerOne() {
        rig.send(rig.get().path("v").observe().into(new byte[64]));
        rig.expect("48 01 MID TOKEN 60 51 'v'");
        registration = rig.token();
        rig.reply("68 45 MID TOKEN 61 0a d1 04 08 ff 'a'*16").expect("48 01 MID TOKEN b1 'v' c1 10");
        String oldMid = rig.mid();
        String oldToken = rig.token();
        notify("58 45 7001 TOKEN 61 0b d1 04 08 ff 'c'*16").told().expect("48 01 MID TOKEN b1 'v' c1 10");
        String newMid = rig.mid();
        String newToken = rig.token();
        rig.about(oldMid, oldToken).reply("68 45 MID TOKEN d1 0a 10 ff 'b'").told();
        rig.about(newMid, newToken).reply("68 45 MID TOKEN d1 0a 10 ff 'd'")
                .told("2.05 'ccccccccccccccccd' observing");
    }

    @Test
    void shouldForgetTheTimeGivenOnceItIsRegistered() {
        rig.send(rig.get().path("v").observe().within(10 * SECOND_NS));
        rig.expect("48 01 MID TOKEN 60 51 'v'").reply("68 45 MID TOKEN 61 0a ff 'shut'").told("2.05 'shut' observing");
        rig.pass(60 * SECOND_NS).told();
    }

    /** Section 3.1. */
    @Test
    void shouldNotRegisterTwiceForTheSameResource() {
        int id = observe();
        assertThat(rig.get().path("v").observe().send((response, nowNs) -> {}, rig.nowNs))
                .isEqualTo(ClientRequest.OBSERVED_ALREADY);
        rig.quiet();
        rig.send(rig.get().path("v"));
        rig.expect("48 01 MID TOKEN b1 'v'").reply("68 45 MID TOKEN").told("2.05 last");
        rig.send(rig.get().path("v").accept(50).observe());
        rig.expect("48 01 MID TOKEN 60 51 'v' 61 32").reply("68 45 MID TOKEN 61 01").told("2.05 observing");
        rig.client.cancel(id, rig.nowNs);
        rig.send(rig.get().path("v").observe());
    }
}
