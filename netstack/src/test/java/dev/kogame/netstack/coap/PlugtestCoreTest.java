package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The cases TD_COAP_CORE of ETSI's CoAP plugtest, Kogame's client with Kogame's server: every octet between the two is looked at. What
 * is missing, and why, is in {@code netstack/conformance/td-coap.md}.
 */
class PlugtestCoreTest {

    private final PlugtestRig rig = new PlugtestRig();

    @Test
    @DisplayName("TD_COAP_CORE_01 GET, Confirmable")
    void shouldGet() {
        rig.ask(rig.get("test")).told("2.05 'hello' last");
        rig.wire("> 48 01 M1 T1 b4 'test'", "< 68 45 M1 T1 44 E1 80 ff 'hello'");
    }

    @Test
    @DisplayName("TD_COAP_CORE_02 DELETE, Confirmable")
    void shouldDelete() {
        rig.ask(rig.delete("test")).told("2.02 last");
        rig.wire("> 48 04 M1 T1 b4 'test'", "< 68 42 M1 T1");
    }

    @Test
    @DisplayName("TD_COAP_CORE_03 PUT, Confirmable")
    void shouldPut() {
        rig.ask(rig.put("test", "new")).told("2.04 last");
        rig.wire("> 48 03 M1 T1 b4 'test' 10 ff 'new'", "< 68 44 M1 T1");
    }

    @Test
    @DisplayName("TD_COAP_CORE_04 POST, Confirmable")
    void shouldPost() {
        rig.ask(rig.post("test", "new")).told("2.01 last");
        rig.wire("> 48 02 M1 T1 b4 'test' 10 ff 'new'",
                "< 68 41 M1 T1 89 'location1' 09 'location2' 09 'location3'");
    }

    @Test
    @DisplayName("TD_COAP_CORE_05 GET, Non-confirmable")
    void shouldGetNonConfirmable() {
        rig.ask(rig.get("test").nonConfirmable()).told("2.05 'hello' last");
        rig.wire("> 58 01 M1 T1 b4 'test'", "< 58 45 7000 T1 44 E1 80 ff 'hello'");
    }

    @Test
    @DisplayName("TD_COAP_CORE_06 DELETE, Non-confirmable")
    void shouldDeleteNonConfirmable() {
        rig.ask(rig.delete("test").nonConfirmable()).told("2.02 last");
        rig.wire("> 58 04 M1 T1 b4 'test'", "< 58 42 7000 T1");
    }

    @Test
    @DisplayName("TD_COAP_CORE_07 PUT, Non-confirmable")
    void shouldPutNonConfirmable() {
        rig.ask(rig.put("test", "new").nonConfirmable()).told("2.04 last");
        rig.wire("> 58 03 M1 T1 b4 'test' 10 ff 'new'", "< 58 44 7000 T1");
    }

    @Test
    @DisplayName("TD_COAP_CORE_08 POST, Non-confirmable")
    void shouldPostNonConfirmable() {
        rig.ask(rig.post("test", "new").nonConfirmable()).told("2.01 last");
        rig.wire("> 58 02 M1 T1 b4 'test' 10 ff 'new'",
                "< 58 41 7000 T1 89 'location1' 09 'location2' 09 'location3'");
    }

    @Test
    @DisplayName("TD_COAP_CORE_10 GET with a token")
    void shouldGetWithAToken() {
        rig.ask(rig.get("test")).told("2.05 'hello' last");
        rig.wire("> 48 01 M1 T1 b4 'test'", "< 68 45 M1 T1 44 E1 80 ff 'hello'");
        rig.ask(rig.get("test")).told("2.05 'hello' last");
        rig.wire("> 48 01 M2 T2 b4 'test'", "< 68 45 M2 T2 44 E1 80 ff 'hello'");
    }

    /** Kogame's client always has a token: a message of the test's own. */
    @Test
    @DisplayName("TD_COAP_CORE_12 GET with an empty token")
    void shouldAnswerWithAnEmptyToken() {
        rig.raw("40 01 1234 b4 'test'").wire("> 40 01 1234 b4 'test'", "< 60 45 1234 44 E1 80 ff 'hello'");
    }

    @Test
    @DisplayName("TD_COAP_CORE_13 GET with several Uri-Path options")
    void shouldGetBySeveralSegments() {
        rig.ask(rig.get("seg1/seg2/seg3")).told("2.05 'deep' last");
        rig.wire("> 48 01 M1 T1 b4 'seg1' 04 'seg2' 04 'seg3'", "< 68 45 M1 T1 44 E1 80 ff 'deep'");
    }

    @Test
    @DisplayName("TD_COAP_CORE_14 GET with several Uri-Query options")
    void shouldGetBySeveralQueries() {
        rig.ask(rig.get("query").query("first=1").query("second=2")).told("2.05 'both' last");
        rig.wire("> 48 01 M1 T1 b5 'query' 47 'first=1' 08 'second=2'", "< 68 45 M1 T1 44 E1 80 ff 'both'");
    }

    @Test
    @DisplayName("TD_COAP_CORE_15 GET in a lossy context, piggybacked")
    void shouldRepeatWhatWasLost() {
        // The request is lost, then the answer; the third request is answered.
        rig.losing("x.x").ask(rig.get("test")).told();
        rig.wire(">x 48 01 M1 T1 b4 'test'");
        rig.pass(3).told();
        rig.wire("> 48 01 M1 T1 b4 'test'", "<x 68 45 M1 T1 44 E1 80 ff 'hello'");
        rig.pass(6).told("2.05 'hello' last");
        rig.wire("> 48 01 M1 T1 b4 'test'", "< 68 45 M1 T1 44 E1 80 ff 'hello'");
    }

    @Test
    @DisplayName("TD_COAP_CORE_18 POST answered with several Location-Path options")
    void shouldTellWhereItWasCreated() {
        rig.ask(rig.post("test", "new")).told("2.01 last");
        rig.wire("> 48 02 M1 T1 b4 'test' 10 ff 'new'",
                "< 68 41 M1 T1 89 'location1' 09 'location2' 09 'location3'");
    }

    @Test
    @DisplayName("TD_COAP_CORE_19 POST answered with several Location-Query options")
    void shouldTellByWhichQueriesItWasCreated() {
        rig.ask(rig.post("location-query", "new")).told("2.01 last");
        rig.wire("> 48 02 M1 T1 bd01 'location-query' 10 ff 'new'", "< 68 41 M1 T1 d707 'first=1' 08 'second=2'");
    }

    @Test
    @DisplayName("TD_COAP_CORE_20 GET with the Accept option")
    void shouldGetWhatIsAccepted() {
        rig.ask(rig.get("multi-format").accept(ContentFormat.TEXT_PLAIN)).told("2.05 'text' last");
        rig.wire("> 48 01 M1 T1 bc 'multi-format' 60", "< 68 45 M1 T1 44 E1 80 ff 'text'");
        rig.ask(rig.get("multi-format").accept(41)).told("2.05 '<x/>' last");
        rig.wire("> 48 01 M2 T2 bc 'multi-format' 61 29", "< 68 45 M2 T2 44 E2 81 29 ff '<x/>'");
    }

    @Test
    @DisplayName("TD_COAP_CORE_21 GET with the ETag option")
    void shouldValidateWhatIsStored() {
        rig.ask(rig.get("validate")).told("2.05 'one' last");
        rig.wire("> 48 01 M1 T1 b8 'validate'", "< 68 45 M1 T1 44 E1 80 ff 'one'");
        byte[] etag = Hex.octets(rig.named("E1"));
        rig.ask(rig.get("validate").option(CoapOption.ETAG, etag, 0, etag.length)).told("2.03 last");
        rig.wire("> 48 01 M2 T2 44 E1 78 'validate'", "< 68 43 M2 T2 44 E1");
        rig.ask(rig.put("validate", "two")).told("2.04 last").messages();
        rig.ask(rig.get("validate").option(CoapOption.ETAG, etag, 0, etag.length)).told("2.05 'two' last");
        rig.wire("> 48 01 M3 T3 44 E1 78 'validate'", "< 68 45 M3 T3 44 E2 80 ff 'two'");
    }

    @Test
    @DisplayName("TD_COAP_CORE_22 PUT with the If-Match option")
    void shouldPutOnlyWhatMatches() {
        rig.ask(rig.get("validate")).told("2.05 'one' last");
        rig.wire("> 48 01 M1 T1 b8 'validate'", "< 68 45 M1 T1 44 E1 80 ff 'one'");
        byte[] etag = Hex.octets(rig.named("E1"));
        rig.ask(rig.put("validate", "two").option(CoapOption.IF_MATCH, etag, 0, etag.length)).told("2.04 last");
        rig.wire("> 48 03 M2 T2 14 E1 a8 'validate' 10 ff 'two'", "< 68 44 M2 T2");
        rig.ask(rig.put("validate", "three").option(CoapOption.IF_MATCH, etag, 0, etag.length)).told("4.12 last");
        rig.wire("> 48 03 M3 T3 14 E1 a8 'validate' 10 ff 'three'", "< 68 8c M3 T3");
        rig.ask(rig.get("validate")).told("2.05 'two' last");
    }

    @Test
    @DisplayName("TD_COAP_CORE_23 PUT with the If-None-Match option")
    void shouldCreateOnlyWhatIsNotThere() {
        rig.ask(rig.put("create1", "new").option(CoapOption.IF_NONE_MATCH, Hex.octets(""), 0, 0)).told("2.01 last");
        rig.wire("> 48 03 M1 T1 50 67 'create1' 10 ff 'new'", "< 68 41 M1 T1");
        rig.ask(rig.put("create1", "again").option(CoapOption.IF_NONE_MATCH, Hex.octets(""), 0, 0)).told("4.12 last");
        rig.wire("> 48 03 M2 T2 50 67 'create1' 10 ff 'again'", "< 68 8c M2 T2");
    }

    /** Kogame's client does not ping: a message of the test's own. */
    @Test
    @DisplayName("TD_COAP_CORE_31 CoAP ping")
    void shouldAnswerAPingWithReset() {
        rig.raw("40 00 1234").wire("> 40 00 1234", "< 70 00 1234");
    }

    @Test
    @DisplayName("TD_COAP_CORE_09 GET, separate response, Confirmable; TD_COAP_CORE_11 with a token")
    void shouldBeAnsweredSeparately() {
        rig.ask(rig.get("separate")).told();
        rig.wire("> 48 01 M1 T1 b8 'separate'", "< 60 00 M1");
        rig.complete().told("2.05 'later' last");
        rig.wire("< 48 45 M2 T1 44 E1 80 ff 'later'", "> 60 00 M2");
    }

    @Test
    @DisplayName("TD_COAP_CORE_16 GET in a lossy context, separate response")
    void shouldBeAnsweredSeparatelyThoughMuchIsLost() {
        // Lost are the request, its acknowledgement, the response and that one's acknowledgement.
        rig.losing("x.x").ask(rig.get("separate")).told();
        rig.wire(">x 48 01 M1 T1 b8 'separate'");
        rig.pass(3).told();
        rig.wire("> 48 01 M1 T1 b8 'separate'", "<x 60 00 M1");
        rig.losing("x.x").complete().told();
        rig.wire("<x 48 45 M2 T1 44 E1 80 ff 'later'");
        rig.pass(60).told("2.05 'later' last");
        List<String> messages = rig.takeMessages();
        assertThat(messages).last().isEqualTo("> " + Hex.plain("60 00 " + rig.named("M2")));
        assertThat(messages).filteredOn(each -> each.startsWith(">x"))
                .containsExactly(">x " + Hex.plain("60 00 " + rig.named("M2")));
        assertThat(rig.server.dropped(CoapDrop.HANDLER_FAILED)).isZero();
    }

    @Test
    @DisplayName("TD_COAP_CORE_17 GET, separate response, Non-confirmable")
    void shouldBeAnsweredLaterNonConfirmable() {
        rig.ask(rig.get("separate").nonConfirmable()).told();
        rig.wire("> 58 01 M1 T1 b8 'separate'");
        rig.complete().told("2.05 'later' last");
        rig.wire("< 58 45 M2 T1 44 E1 80 ff 'later'");
    }
}
