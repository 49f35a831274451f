package dev.kogame.tools.interop;

import java.util.ArrayList;
import java.util.List;

import dev.kogame.tools.interop.Feature.Step;

/** The rows of the table. */
final class Features {

    private static final String LONG_TOKEN = " token=000102030405060708090a0b0c0d0e0f101112131415";

    private Features() {
    }

    /** On a cable that loses nothing. */
    static List<Feature> all() {
        return List.of(
                new Feature("GET").ask("GET /test", "2\\.05 ack ct=0 payload=hello")
                        .ask("GET /seg1/seg2/seg3", "2\\.05 ack ct=0 payload=deep")
                        .ask("GET /query?first=1&second=2", "2\\.05 ack ct=0 payload=first=1 second=2")
                        .ask("GET /test non", "2\\.05 non ct=0 payload=hello").ask("GET /nowhere", "4\\.04 ack.*"),
                new Feature("PUT").ask("PUT /test payload=put ct=0", "2\\.04 ack")
                        .ask("GET /test", "2\\.05 ack ct=0 payload=put"),
                new Feature("POST").ask("POST /test payload=post ct=0", "2\\.04 ack")
                        .ask("GET /test", "2\\.05 ack ct=0 payload=post"),
                new Feature("DELETE").ask("DELETE /test", "2\\.02 ack").ask("GET /test", "2\\.05 ack ct=0"),
                new Feature("FETCH").ask("FETCH /fetch payload=what ct=0", "2\\.05 ack ct=0 payload=asked what"),
                new Feature("ETag").ask("GET /validate", "2\\.05 ack ct=0 etag payload=one")
                        .ask("GET /validate etag=@", "2\\.03 ack etag")
                        .ask("PUT /validate payload=two ct=0", "2\\.04 ack")
                        .ask("GET /validate etag=@", "2\\.05 ack ct=0 etag payload=two"),
                new Feature("If-Match").ask("GET /validate", "2\\.05 ack ct=0 etag payload=two")
                        .ask("PUT /validate payload=three ct=0 if-match=@", "2\\.04 ack")
                        .ask("PUT /validate payload=four ct=0 if-match=@", "4\\.12 ack.*")
                        .ask("GET /validate", "2\\.05 ack ct=0 etag payload=three"),
                new Feature("If-None-Match").ask("PUT /create1 payload=new ct=0 if-none-match", "2\\.01 ack.*")
                        .ask("PUT /create1 payload=again ct=0 if-none-match", "4\\.12 ack.*")
                        .ask("GET /create1", "2\\.05 ack ct=0 payload=new").ask("DELETE /create1", "2\\.02 ack"),
                longToken(), discovery(),
                new Feature("discovery with a filter").ask("GET /.well-known/core?rt=Type2",
                        "2\\.05 ack ct=40 payload=(?=.*</link1>)(?=.*</link2>)(?!.*</link3>)(?!.*</test>).*"),
                observing("observe, 3 observers"),
                new Feature("separate response").ask("GET /separate", "2\\.05 con ct=0 payload=later"), noResponse(),
                echo());
    }

    private static Feature longToken() {
        String line = "GET /test" + LONG_TOKEN;
        String ours = "Kogame's client makes tokens of 8 octets itself";
        Step refusal = new Step(line, "error: it makes its tokens itself");
        return new Feature("long token, RFC 8974").ask(line, "2\\.05 ack ct=0.*")
                .except(Column.LIBCOAP_CLIENT,
                        "libcoap 4.3.1 refuses to make a message with a token of more than 8 octets",
                        new Step(line, "error: coap_add_token refused"))
                .except(Column.CALIFORNIUM_CLIENT, "Californium 3.14 refuses to make a token of more than 8 octets",
                        new Step(line, "error: bytes length must be between 0 and 8 inclusive"))
                .except(Column.NPM_CLIENT,
                        "the agent of npm's coap refuses to send a token of more than 8 octets; its codec alone, "
                                + "coap-packet, gets its long token back",
                        new Step(line, "error: Token may be no longer than 8 bytes."),
                        new Step("CODEC /seg1/seg2/seg3" + LONG_TOKEN, "2\\.05 same token payload=deep"))
                .except(Column.LIBCOAP_SERVER, ours, refusal).except(Column.CALIFORNIUM_SERVER, ours, refusal)
                .except(Column.NPM_SERVER, ours, refusal);
    }

    private static Feature discovery() {
        return new Feature("discovery").ask("GET /.well-known/core", "2\\.05 ack ct=40 payload=.*</seg1/seg2/seg3>.*");
    }

    private static Feature noResponse() {
        String line = "PUT /test ct=0 payload=quiet no-response=26 silence=1000 non";
        Step after = new Step("GET /test", "2\\.05 ack ct=0 payload=quiet");
        return new Feature("No-Response, RFC 7967").ask(line, "silence").ask("GET /test", after.answer()).except(
                Column.NPM_SERVER, "the server of npm's coap answers although No-Response asks it not to",
                new Step(line, "2\\.04 non"), after);
    }

    private static Feature echo() {
        Step refused = new Step("PUT /echo payload=x", "4\\.01 ack echo");
        Step repeated = new Step("PUT /echo payload=x echo=@", "2\\.04 ack");
        return new Feature("Echo, RFC 9175").ask("GET /echo", "2\\.05 ack ct=0 payload=fresh")
                // The library of libcoap repeats the request by itself, as Kogame's client does; with the others the app must.
                .instead(List.of(Column.LIBCOAP_CLIENT), new Step("PUT /echo payload=x", "2\\.04 ack"))
                .instead(List.of(Column.CALIFORNIUM_CLIENT, Column.NPM_CLIENT), refused, repeated);
    }

    private static Feature observing(String name) {
        return new Feature(name).ask("OBSERVE /obs observers=3", "3 registered")
                .ask("PUT /obs payload=second ct=0", "2\\.04 ack").ask("SEEN second", "3 saw second")
                .ask("PUT /obs payload=third ct=0", "2\\.04 ack").ask("SEEN third", "3 saw third")
                .ask("CANCEL all", "3 cancelled");
    }

    /** On a cable that loses every fifth datagram. */
    static List<Feature> lossy() {
        Feature feature = new Feature("observe, 3 observers, 20 % of all datagrams lost")
                .ask("LOSS 20", "2\\.04 ack ct=0 payload=lost 0")
                .ask("OBSERVE /obs observers=3", "3 registered");
        for (String state : List.of("second", "third", "fourth", "last")) {
            // The acknowledgement may have been lost and the response come separately.
            feature.ask("PUT /obs ct=0 payload=" + state, "2\\.04 (ack|con)");
        }
        return List.of(feature.ask("SEEN last", "3 saw last")
                .ask("LOSS 0", "2\\.04 (ack|con) ct=0 payload=lost [1-9].*").ask("CANCEL all", "3 cancelled"));
    }

    /** What servers are asked with a client of ours that does it, or with a peer's. */
    static List<Feature> groups() {
        return List.of(new Feature("multicast GET").ask("MULTICAST /.well-known/core group=ff02::fd%lamp0",
                "2\\.05 non ct=40 payload=.*</test>.*"));
    }

    /** Bodies of 64 KiB in blocks of these sizes. */
    static List<Feature> blocks(int... sizes) {
        List<Feature> features = new ArrayList<>();
        for (int size : sizes) {
            String line = "GET /large block=" + size;
            Feature feature = new Feature("Block2, 64 KiB in blocks of " + size).ask(line,
                    "2\\.05 ack.* pattern=65536");
            if (size == 16) {
                feature.except(Column.NPM_SERVER,
                        "the server of npm's coap takes a Block2 of no octets, which asks for block 0 of 16 octets, for one of"
                                + " blocks of 0 octets",
                        new Step(line, "error: BLOCKS_DO_NOT_FIT"));
            }
            features.add(feature);
            String put = "PUT /large-update ct=0 pattern=65536 block=" + size;
            features.add(new Feature("Block1, 64 KiB in blocks of " + size).ask(put, "2\\.04 (ack|con)")
                    .ask("GET /large-update block=1024", "2\\.05 ack.* pattern=65536")
                    .ask("PUT /large-update ct=0 payload=x", "2\\.04 ack").except(Column.NPM_SERVER,
                            "the server of npm's coap knows the blocks of a body by their token, of which RFC 7959 lets a"
                                    + " client take another for each, as Kogame's and libcoap's do: then it is silent",
                            new Step(put + " silence=1500", "silence")));
        }
        return features;
    }
}
