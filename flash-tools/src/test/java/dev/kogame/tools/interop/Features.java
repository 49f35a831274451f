package dev.kogame.tools.interop;

import java.util.List;

/** The rows of the table. */
final class Features {

    private Features() {
    }

    /** On a cable that loses nothing. */
    static List<Feature> all() {
        return List.of(
                new Feature("GET").ask("GET /test", "2\\.05 ack ct=0 payload=hello")
                        .ask("GET /seg1/seg2/seg3", "2\\.05 ack ct=0 payload=deep")
                        .ask("GET /test non", "2\\.05 non ct=0 payload=hello")
                        .ask("GET /nowhere", "4\\.04 ack.*"),
                new Feature("PUT").ask("PUT /test payload=put ct=0", "2\\.04 ack")
                        .ask("GET /test", "2\\.05 ack ct=0 payload=put"),
                new Feature("POST").ask("POST /test payload=post ct=0", "2\\.04 ack")
                        .ask("GET /test", "2\\.05 ack ct=0 payload=post"),
                new Feature("DELETE").ask("DELETE /test", "2\\.02 ack").ask("GET /test", "2\\.05 ack ct=0"),
                new Feature("discovery").ask("GET /.well-known/core", "2\\.05 ack ct=40 payload=.*</seg1/seg2/seg3>.*"),
                new Feature("multicast GET").ask("MULTICAST /.well-known/core group=ff02::fd%lamp0",
                        "2\\.05 non ct=40 payload=.*</test>.*"));
    }
}
