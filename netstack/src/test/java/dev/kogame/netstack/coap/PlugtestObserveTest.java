package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The cases TD_COAP_OBS of ETSI's CoAP plugtest, Kogame's client with Kogame's server. */
class PlugtestObserveTest {

    private final PlugtestRig rig = new PlugtestRig();

    private int observe() {
        int observation = rig.send(rig.get("obs").observe());
        rig.told("2.05 'first' observing");
        rig.wire("> 48 01 M1 T1 60 53 'obs'", "< 68 45 M1 T1 44 E1 21 01 60 ff 'first'");
        return observation;
    }

    @Test
    @DisplayName("TD_COAP_OBS_01 observation, the first notification Confirmable")
    void shouldBeToldOfChanges() {
        observe();
        rig.site.observed.set("second");
        rig.pass(1).told("2.05 'second' observing");
        rig.wire("< 48 45 7000 T1 44 E2 21 02 60 ff 'second'", "> 60 00 7000");
        rig.site.observed.set("third");
        rig.pass(1).told("2.05 'third' observing");
        rig.wire("< 58 45 7001 T1 44 E3 21 03 60 ff 'third'");
    }

    /** Kogame's client registers by Confirmable requests: a message of the test's own. */
    @Test
    @DisplayName("TD_COAP_OBS_02 observation by a Non-confirmable request")
    void shouldTellWhoRegisteredNonConfirmable() {
        rig.raw("51 01 1234 a5 60 53 'obs'").wire("> 51 01 1234 a5 60 53 'obs'",
                "< 51 45 7000 a5 44 E1 21 01 60 ff 'first'");
        assertThat(rig.server.observers()).isOne();
    }

    @Test
    @DisplayName("TD_COAP_OBS_03 the client stops the observation")
    void shouldStopWhenCancelled() {
        int observation = observe();
        rig.client.cancel(observation, rig.nowNs);
        rig.pass(1).told();
        rig.wire("> 48 01 M2 T1 61 01 53 'obs'", "< 68 45 M2 T1 44 E1 80 ff 'first'");
        assertThat(rig.server.observers()).isZero();
        rig.site.observed.set("second");
        rig.pass(100).told().wire();
    }

    @Test
    @DisplayName("TD_COAP_OBS_04 the client notices by Max-Age that it is no longer registered")
    void shouldRegisterAgainAfterMaxAge() {
        observe();
        // 60 s are over, and 5 to 15 more: RFC 7641 section 3.3.1.
        rig.pass(64).told().wire();
        rig.pass(12).told("2.05 'first' observing");
        rig.wire("> 48 01 M2 T1 60 53 'obs'", "< 68 45 M2 T1 44 E1 21 02 60 ff 'first'");
        assertThat(rig.server.observers()).isOne();
    }

    @Test
    @DisplayName("TD_COAP_OBS_05 the server notices that the client is off")
    void shouldForgetWhoNoLongerAcknowledges() {
        observe();
        rig.losing("x".repeat(100));
        rig.site.observed.set("second");
        rig.pass(100);
        assertThat(rig.server.observers()).isZero();
        rig.compare(rig.takeMessages().getFirst(), "<x 48 45 7000 T1 44 E2 21 02 60 ff 'second'");
    }

    @Test
    @DisplayName("TD_COAP_OBS_06 the server notices an explicit Reset")
    void shouldForgetWhoResets() {
        int observation = observe();
        rig.client.forget(observation, rig.nowNs);
        rig.site.observed.set("second");
        rig.pass(1).told();
        rig.wire("< 48 45 7000 T1 44 E2 21 02 60 ff 'second'", "> 70 00 7000");
        assertThat(rig.server.observers()).isZero();
    }

    @Test
    @DisplayName("TD_COAP_OBS_07 the server ends observations when the resource is deleted")
    void shouldSayThatTheResourceIsGone() {
        observe();
        rig.ask(rig.delete("obs")).pass(1).told("2.02 last", "4.04 last");
        rig.wire("> 48 04 M2 T2 b3 'obs'", "< 68 42 M2 T2", "< 48 84 7000 T1", "> 60 00 7000");
        assertThat(rig.server.observers()).isZero();
    }

    @Test
    @DisplayName("TD_COAP_OBS_08 the server ends observations when the format changes")
    void shouldSayThatTheFormatIsAnother() {
        observe();
        rig.site.observed.format(ContentFormat.JSON);
        rig.pass(1).told("4.06 last");
        rig.wire("< 48 86 7000 T1", "> 60 00 7000");
        assertThat(rig.server.observers()).isZero();
    }

    @Test
    @DisplayName("TD_COAP_OBS_09 update of the observed resource")
    void shouldBeToldOfItsOwnUpdate() {
        observe();
        rig.ask(rig.put("obs", "mine")).pass(1).told("2.04 last", "2.05 'mine' observing");
        rig.wire("> 48 03 M2 T2 b3 'obs' 10 ff 'mine'", "< 68 44 M2 T2", "< 48 45 7000 T1 44 E2 21 02 60 ff 'mine'",
                "> 60 00 7000");
    }

    @Test
    @DisplayName("TD_COAP_OBS_10 GET does not end an observation")
    void shouldGoOnAfterAPlainGet() {
        observe();
        rig.ask(rig.get("obs")).told("2.05 'first' last");
        rig.wire("> 48 01 M2 T2 b3 'obs'", "< 68 45 M2 T2 44 E1 80 ff 'first'");
        assertThat(rig.server.observers()).isOne();
        rig.site.observed.set("second");
        rig.pass(1).told("2.05 'second' observing");
    }
}
