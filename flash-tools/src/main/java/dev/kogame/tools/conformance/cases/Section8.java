package dev.kogame.tools.conformance.cases;

/**
 * Section 8: the DHCPv6 client, RFC 8415 and 3646, with titles from the published index of the test for customer edge routers. The
 * rows are listed so that nobody takes them for done.
 */
final class Section8 {

    private static final String ROWS = """
            D.1.1.1.A | Solicit-Advertise-Request-Reply | 8415 §18.2.1, 18.2.2, 18.2.10.1
            D.1.1.1.B | Confirm | 8415 §18.2.3
            D.1.1.1.C | Renew | 8415 §18.2.4
            D.1.1.1.D | Rebind | 8415 §18.2.5
            D.1.1.1.E | Release | 8415 §18.2.7
            D.1.1.1.F | Decline | 8415 §18.2.8
            D.1.1.2.A | Multicast address | 8415 §7.1
            D.1.1.2.B | UDP ports | 8415 §7.2
            D.1.1.3.A | Client Identifier format | 8415 §21.2
            D.1.1.3.B | IA_NA format | 8415 §21.4
            D.1.1.3.C | Server Identifier format | 8415 §21.3
            D.1.1.3.D | IA Address format | 8415 §21.6
            D.1.1.3.E | ORO asks DNS servers | 3646 §3; 21.7
            D.1.1.3.F | ORO asks search list | 3646 §4
            D.1.1.4.A | DUID format | 8415 §11
            D.1.1.4.B | DUID constant | 8415 §11
            D.1.1.5.A-G | Elapsed Time in each of Solicit, Request, Confirm, Renew, Rebind, Release, Decline | 8415 §21.9
            D.1.1.5.H | Elapsed Time maximum | 8415 §21.9
            D.1.1.6 | IAID consistent | 8415 §12
            D.1.1.7.A | Solicit format | 8415 §18.2.1
            D.1.1.7.B | Solicit retransmission | 8415 §18.2.1, 15
            D.1.1.8.A | Advertise without Preference inside first RT | 8415 §18.2.9
            D.1.1.8.B | Advertise after first RT | 8415 §18.2.1
            D.1.1.9.A | Request format | 8415 §18.2.2
            D.1.1.9.B | Request MRT | 8415 §18.2.2
            D.1.1.9.C | Request MRC | 8415 §18.2.2
            D.1.1.10.A | Confirm format | 8415 §18.2.3
            D.1.1.10.B | Confirm MRT | 8415 §18.2.3
            D.1.1.10.C | Confirm MRD | 8415 §18.2.3
            D.1.1.10.D | Address kept after unanswered Confirm | 8415 §18.2.3
            D.1.1.10.E-F | DNS options after Confirm | 3646 §5
            D.1.1.11.A | Renew format | 8415 §18.2.4
            D.1.1.11.B | Renew MRT | 8415 §18.2.4
            D.1.1.11.C | Renew MRD | 8415 §18.2.4
            D.1.1.12.A | Rebind format | 8415 §18.2.5
            D.1.1.12.B | Rebind MRT | 8415 §18.2.5
            D.1.1.12.C | Rebind MRD | 8415 §18.2.5
            D.1.1.13.A | Release format | 8415 §18.2.7
            D.1.1.13.B | Address unused after Release | 8415 §18.2.7
            D.1.1.13.C | Release RT | 8415 §18.2.7
            D.1.1.13.D | Release MRC | 8415 §18.2.7
            D.1.1.13.E | Release ends on Reply | 8415 §18.2.10.2
            D.1.1.13.F | Elapsed Time grows in Release | 8415 §21.9
            D.1.1.14.A | Decline format | 8415 §18.2.8
            D.1.1.14.B | Declined address unused | 8415 §18.2.8
            D.1.1.14.C | Decline RT | 8415 §18.2.8
            D.1.1.14.D | Decline MRC | 8415 §18.2.8
            D.1.1.14.E | Decline ends on Reply | 8415 §18.2.10.3
            D.1.1.15 | Advertise NoAddrsAvail | 8415 §18.2.9
            D.1.1.16.A | T1/T2 used | 8415 §18.2.10.1
            D.1.1.16.B | New address in Reply | 8415 §18.2.10.1
            D.1.1.16.C | Lifetimes updated | 8415 §18.2.10.1
            D.1.1.16.D | Valid lifetime 0 | 8415 §18.2.10.1
            D.1.1.16.E | Address missing from Reply | 8415 §18.2.10.1
            D.1.1.16.F | UnspecFail | 8415 §18.2.10
            D.1.1.16.G | UseMulticast | 8415 §18.2.10
            D.1.1.16.H | NotOnLink to Request | 8415 §18.2.10.1
            D.1.1.16.I | NotOnLink to Confirm | 8415 §18.2.10.1
            D.1.1.16.J | Success to Confirm | 8415 §18.2.10.1
            D.1.1.16.K | NoBinding to Renew | 8415 §18.2.10.1
            D.1.1.16.L | NoBinding to Rebind | 8415 §18.2.10.1
            D.1.1.16.M | Renew Reply without the IA | 8415 §18.2.10.1
            D.1.1.16.N | Rebind Reply without the IA | 8415 §18.2.10.1
            D.1.1.16.O | NoBinding to Release | 8415 §18.2.10.2
            D.1.1.16.P | NoBinding to Decline | 8415 §18.2.10.3
            D.1.1.17.A-F | DNS server list and search list used, and updated by Renew and by Rebind | 3646 §3, §4
            D.1.1.18.A | Advertise without Server-ID | 8415 §16.3
            D.1.1.18.B | Advertise without Client-ID | 8415 §16.3
            D.1.1.18.C | Advertise, wrong Client-ID | 8415 §16.3
            D.1.1.18.D | Advertise, wrong xid | 8415 §16.3
            D.1.1.19.A | Reply without Server-ID | 8415 §16.10
            D.1.1.19.B | Reply, wrong xid | 8415 §16.10
            D.1.1.19.C | IA_NA with T1 > T2 > 0 | 8415 §21.4
            D.1.1.19.D | Preferred > valid | 8415 §21.6
            D.1.1.20.A-J | Message types a client must discard | 8415 §16
            D.1.1.21.A | SOL_MAX_RT asked | 8415 §21.24
            D.1.1.21.B | SOL_MAX_RT = 300 | 8415 §21.24
            D.1.1.21.C | SOL_MAX_RT < 60 | 8415 §21.24
            D.1.1.21.D | SOL_MAX_RT > 86400 | 8415 §21.24
            D.1.1.21.E | SOL_MAX_RT with NoAddrsAvail | 8415 §18.2.9
            D.2.x.A | Stateless: Information-request format | 8415 §18.2.6
            D.2.x.B | Stateless: reliability | 8415 §15
            D.2.x.C | Stateless: RT | 8415 §18.2.6
            D.2.x.D | Stateless: refresh | 8415 §21.23
            """;

    private Section8() {
    }

    static void define(Cases c) {
        for (String row : ROWS.lines().toList()) {
            String[] columns = row.split(" \\| ");
            c.notRun(columns[0], "DHCPv6: " + columns[1], columns[2], "the tester plays no DHCPv6 server yet");
        }
    }
}
