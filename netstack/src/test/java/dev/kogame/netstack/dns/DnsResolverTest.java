package dev.kogame.netstack.dns;

import static dev.kogame.netstack.Lab.ms;
import static dev.kogame.netstack.Lab.s;
import static dev.kogame.netstack.Packet.hex;
import static dev.kogame.netstack.Packet.join;
import static dev.kogame.netstack.Packet.u16;
import static dev.kogame.netstack.dns.DnsBench.NAME;
import static dev.kogame.netstack.dns.DnsBench.QUESTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.udp.UnpredictableNumbers;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 1035 sections 4.1, 4.2.1 and 7, RFC 3596 section 2, RFC 5452 section 9. */
class DnsResolverTest {

    /** A response with recursion, no error; one question and answer records. */
    private static final String OK = "8180";
    private static final String NAME_ERROR = "8183";
    private static final String ONE = "0001 0001";
    private static final String NONE = "0001 0000";
    /** The fixed part of an AAAA record of the question's name: a pointer to it, 60 s. */
    private static final String AAAA = "c00c 001c 0001 0000003c 0010";
    private static final String ADDRESS = "20010db8000000000000000000000042";
    private static final String FOUND = "20000 ms ADDRESSES 2001:db8::42";

    private DnsBench bench = new DnsBench(1);

    @Test
    void shouldFindTheAddressOfAName() {
        assertThat(bench.resolve(NAME)).isTrue();
        bench.expectQueryTo(2).answer(2, OK, ONE, QUESTION + AAAA + ADDRESS);

        assertThat(bench.told).containsExactly(FOUND);
        assertThat(bench.resolver.busy()).isFalse();
        assertThat(bench.resolver.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldNotAskWhetherAServerThatAnsweredIsThere() {
        bench.lab.after(s(60)).forget();
        bench.resolve(NAME);
        bench.expectQueryToOneWhoIsNotConfirmed(2).lab.after(s(1));
        bench.answer(2, OK, ONE, QUESTION + AAAA + ADDRESS).lab.after(s(10)).quiet();
    }

    @Test
    void shouldAskWhetherAServerIsThereThatOnlySomebodyElseAnsweredFor() {
        bench.lab.after(s(60)).forget();
        bench.resolve(NAME);
        bench.expectQueryToOneWhoIsNotConfirmed(2).datagram(2, 53, bench.port(), new byte[64]).lab.after(s(5));
        assertThat(bench.lab.taken()).anyMatch(line -> line.startsWith("NS ") && line.contains("> fe80::2 "));
    }

    @Test
    void shouldReadWhatARealServerSends() {
        // Taken from dnsmasq 2.90, answering for host-record=lamp.example,2001:db8::42.
        bench.resolve(NAME);
        bench.expectQueryTo(2).answer(2, "8580", "0001 0001", QUESTION + "c00c 001c 0001 00000000 0010" + ADDRESS);

        assertThat(bench.told).containsExactly(FOUND);
    }

    @Test
    void shouldLookForANameOfOneLabelInTheDomainsAndLastAsItIs() {
        bench.domains.addAll(List.of("example.net", "example.org"));
        bench.resolve("lamp");
        String question = bench.expectQueryFor("lamp.example.net", 2);
        bench.answer(2, NAME_ERROR, NONE, question);
        question = bench.expectQueryFor("lamp.example.org", 2);
        bench.answer(2, OK, NONE, question);
        question = bench.expectQueryFor("lamp", 2);
        assertThat(bench.told).isEmpty();
        bench.answer(2, NAME_ERROR, NONE, question);

        assertThat(bench.told).containsExactly("20000 ms NAME_ERROR");
    }

    @Test
    void shouldBeContentWithTheFirstDomainThatHasTheName() {
        bench.domains.addAll(List.of("example.net", "example.org"));
        bench.resolve("lamp");
        bench.answer(2, OK, ONE, bench.expectQueryFor("lamp.example.net", 2) + AAAA + ADDRESS);

        assertThat(bench.told).containsExactly(FOUND);
        bench.lab.quiet();
    }

    @Test
    void shouldNotTakeTheFailureOfAServerForTheEndOfADomain() {
        bench.domains.add("example.net");
        bench.resolve("lamp");
        String question = bench.expectQueryFor("lamp.example.net", 2);
        bench.answer(2, "8182", NONE, question);

        assertThat(bench.told).containsExactly("20000 ms SERVER_FAILURE");
        bench.lab.quiet();
    }

    @Test
    void shouldNotLookForANameWithDotsInTheDomains() {
        bench.domains.add("example.net");
        bench.resolve(NAME);
        bench.expectQueryTo(2).answer(2, NAME_ERROR, NONE, QUESTION);

        assertThat(bench.told).containsExactly("20000 ms NAME_ERROR");
    }

    @Test
    void shouldPassOverADomainInWhichTheNameHasNoRoom() {
        String label = "a".repeat(63);
        // 253 octets on the wire.
        bench.domains.addAll(List.of(label + "." + label + "." + label + "." + "b".repeat(59), "example.net"));
        bench.resolve("lamp");
        bench.expectQueryFor("lamp.example.net", 2);
    }

    @Test
    void shouldAskOneQuestionAtATime() {
        assertThat(bench.resolve(NAME)).isTrue();
        assertThat(bench.resolve("other.example")).isFalse();
        bench.expectQueryTo(2).lab.quiet();
        bench.answer(2, OK, ONE, QUESTION + AAAA + ADDRESS);
        assertThat(bench.told).containsExactly(FOUND);

        assertThat(bench.resolve(NAME)).isTrue();
        bench.expectQueryTo(2).answer(2, OK, NONE, QUESTION);
        assertThat(bench.told).containsExactly(FOUND, "20000 ms NO_DATA");
    }

    @Test
    void shouldGiveAtMostEightAddresses() {
        StringBuilder records = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            records.append(AAAA).append(ADDRESS, 0, 30).append(String.format("%02x", i));
        }
        bench.resolve(NAME);
        bench.expectQueryTo(2).answer(2, OK, "0001 000c", QUESTION + records);

        assertThat(bench.told).containsExactly("20000 ms ADDRESSES 2001:db8:: 2001:db8::1 2001:db8::2 2001:db8::3 "
                + "2001:db8::4 2001:db8::5 2001:db8::6 2001:db8::7");
    }

    @ParameterizedTest
    @CsvSource({ //
            "8183, 0001 0000, NAME_ERROR", //
            "8180, 0001 0000, NO_DATA", //
            "8380, 0001 0000, TRUNCATED", //
            "8181, 0001 0000, SERVER_FAILURE", //
            "8182, 0001 0000, SERVER_FAILURE", //
            "8184, 0001 0000, SERVER_FAILURE", //
            "8185, 0001 0000, SERVER_FAILURE", //
            "818f, 0001 0000, SERVER_FAILURE", //
            "8100, 0001 0000, SERVER_FAILURE" // no recursion, and no answer
    })
    void shouldTellWhyThereIsNoAddress(String flags, String counts, DnsOutcome outcome) {
        bench.resolve(NAME);
        bench.expectQueryTo(2).answer(2, flags, counts, QUESTION).lab.quiet();

        assertThat(bench.told).containsExactly("20000 ms " + outcome);
    }

    @Test
    void shouldBelieveATruncatedAnswerNothing() {
        bench.resolve(NAME);
        bench.expectQueryTo(2).answer(2, "8380", ONE, QUESTION + AAAA + ADDRESS);

        assertThat(bench.told).containsExactly("20000 ms TRUNCATED");
    }

    @Test
    void shouldPassByRecordsOfOtherNamesTypesAndClasses() {
        String other = "056f74686572 c011";
        bench.resolve(NAME);
        bench.expectQueryTo(2).answer(2, OK, "0001 0005", QUESTION //
                + other + "001c 0001 0000003c 0010" + "20010db80000000000000000000000ff" // another name
                + "c00c 0001 0001 0000003c 0004 c0000201" // an IPv4 address
                + "c00c 001c 0003 0000003c 0010" + "20010db80000000000000000000000fe" // another class
                + "c00c 002e 0001 ffffffff 0000" // a signature, empty, its time to live negative
                + "04 4c414d50 c011 001c 0001 0000003c 0010" + ADDRESS); // ours, in capitals

        assertThat(bench.told).containsExactly(FOUND);
    }

    @Test
    void shouldFollowAliasesWithinTheAnswerInWhateverOrder() {
        // lamp.example is a.example is b.example; behind the question stand b's address, a's alias, then ours.
        String a = "01 61 c011";
        String b = "01 62 c011";
        bench.resolve(NAME);
        bench.expectQueryTo(2).answer(2, OK, "0001 0003", QUESTION //
                + b + "001c 0001 0000003c 0010" + ADDRESS //
                + a + "0005 0001 0000003c 0004" + b //
                + "c00c 0005 0001 0000003c 0004" + a);

        assertThat(bench.told).containsExactly(FOUND);
    }

    @Test
    void shouldSayThatAnAliasLeadsToNoAddress() {
        bench.resolve(NAME);
        bench.expectQueryTo(2).answer(2, OK, ONE, QUESTION + "c00c 0005 0001 0000003c 0004 01 61 c011");

        assertThat(bench.told).containsExactly("20000 ms NO_DATA");
    }

    @Test
    void shouldNotGoRoundInACircleOfAliases() {
        bench.resolve(NAME);
        bench.expectQueryTo(2).answer(2, OK, "0001 0002",
                QUESTION + "c00c 0005 0001 0000003c 0004 01 61 c011" + "01 61 c011 0005 0001 0000003c 0002 c00c");

        assertThat(bench.told).containsExactly("20000 ms SERVER_FAILURE");
        assertThat(bench.resolver.drops(DnsDrop.MALFORMED)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9})
    void shouldFollowEightAliasesAndNoMore(int aliases) {
        StringBuilder records = new StringBuilder("c00c 0005 0001 0000003c 0004 01 61 c011");
        for (int i = 1; i < aliases; i++) {
            records.append(String.format("01 %02x c011 0005 0001 0000003c 0004 01 %02x c011", 0x60 + i, 0x61 + i));
        }
        records.append(String.format("01 %02x c011 001c 0001 0000003c 0010", 0x60 + aliases)).append(ADDRESS);
        bench.resolve(NAME);
        bench.expectQueryTo(2).answer(2, OK, "0001 00" + String.format("%02x", aliases + 1), QUESTION + records);

        assertThat(bench.told).containsExactly(aliases == 8 ? FOUND : "20000 ms SERVER_FAILURE");
    }

    @ParameterizedTest
    @CsvSource({ //
            "0001, c00c 001c 0001 0000003c 0004 c0000201, an address of 4 octets", //
            "0001, c00c 001c 0001 0000003c 0010 20010db8, an address that is cut off", //
            "0001, c00c 0001 0001 0000003c 0004 c00002, a record that lacks one octet", //
            "0001, c00c 001c 0001 0000003c ffff, a length past the end", //
            "0001, c00c 001c 0001 0000, less than a record", //
            "ffff, c00c 0001 0001 0000003c 0000, a count that lies", //
            "0001, c0ff 001c 0001 0000003c 0000, a name past the end", //
            "0001, c01e 001c 0001 0000003c 0000, a name that points at itself", //
            "0001, c00c 0005 0001 0000003c 0001 c00c, an alias longer than its length", //
            "0001, c00c 0005 0001 0000003c 0003 c00c00, an alias shorter than its length" //
    })
    void shouldTakeNonsenseForAFailureOfTheServer(String count, String records, String what) {
        bench.resolve(NAME);
        bench.expectQueryTo(2).answer(2, OK, "0001" + count, QUESTION + records);

        assertThat(bench.told).as(what).containsExactly("20000 ms SERVER_FAILURE");
        assertThat(bench.resolver.drops(DnsDrop.MALFORMED)).isEqualTo(1);
    }

    @Test
    void shouldWaitOnWhenSomebodyElseAnswersOrAnotherQuestionIsAnswered() {
        bench.resolve(NAME);
        bench.expectQueryTo(2);
        String good = "8180 0001 0001 00000000" + QUESTION + AAAA + ADDRESS;
        byte[] right = join(u16(bench.identifier()), hex(good));
        int port = bench.port();

        bench.datagram(3, 53, port, right).datagram(2, 54, port, right);
        assertThat(bench.resolver.drops(DnsDrop.SERVER)).isEqualTo(2);
        bench.datagram(2, 53, port, join(u16(bench.identifier() + 1), hex(good)));
        assertThat(bench.resolver.drops(DnsDrop.IDENTIFIER)).isEqualTo(1);
        bench.datagram(2, 53, port, new byte[11]);
        assertThat(bench.resolver.drops(DnsDrop.LENGTH)).isEqualTo(1);
        bench.answer(2, "0180", ONE, QUESTION + AAAA + ADDRESS).answer(2, "8980", ONE, QUESTION + AAAA + ADDRESS);
        assertThat(bench.resolver.drops(DnsDrop.NOT_A_RESPONSE)).isEqualTo(2);
        for (String question : new String[] {"", "04 6c616d70", "04 6c616d71 07 6578616d706c65 00 001c 0001",
                "04 6c616d70 07 6578616d706c65 00 0001 0001", "04 6c616d70 07 6578616d706c65 00 001c 0003",
                "04 6c616d70 07 6578616d706c65 00 001c 00"}) {
            bench.answer(2, OK, NONE, question);
        }
        bench.answer(2, OK, "0000 0001", QUESTION + AAAA + ADDRESS);
        bench.answer(2, OK, "0002 0001", QUESTION + AAAA + ADDRESS);
        assertThat(bench.resolver.drops(DnsDrop.QUESTION)).isEqualTo(8);
        bench.lab.forget();
        bench.datagram(2, 53, port ^ 1, right);
        bench.lab.forget();
        assertThat(bench.told).isEmpty();

        bench.datagram(2, 53, port, right);
        assertThat(bench.told).containsExactly(FOUND);
        bench.datagram(2, 53, port, right);
        assertThat(bench.resolver.drops(DnsDrop.UNASKED)).isEqualTo(1);
    }

    @Test
    void shouldAskAgainAfterTwoFourAndEightSecondsWithOtherNumbers() {
        bench.resolve(NAME);
        bench.expectQueryTo(2);
        int firstIdentifier = bench.identifier();
        int firstPort = bench.port();
        bench.at(s(22) - 1).lab.quiet();
        bench.at(s(22)).expectQueryTo(2).lab.quiet();
        assertThat(bench.identifier()).isNotEqualTo(firstIdentifier);
        assertThat(bench.port()).isNotEqualTo(firstPort);
        bench.at(s(26)).expectQueryTo(2).at(s(34)).lab.quiet();

        assertThat(bench.told).containsExactly("34000 ms NO_ANSWER");
        bench.at(s(100)).lab.quiet();
    }

    @Test
    void shouldTakeTheAnswerToTheLastQueryOnly() {
        bench.resolve(NAME);
        byte[] late = join(u16(bench.expectQueryTo(2).identifier()),
                hex("8180 0001 0001 00000000" + QUESTION + AAAA + ADDRESS));
        int latePort = bench.port();
        bench.at(s(22)).expectQueryTo(2).datagram(2, 53, latePort, late).lab.forget();
        assertThat(bench.told).isEmpty();

        bench.answer(2, OK, ONE, QUESTION + AAAA + ADDRESS);
        assertThat(bench.told).containsExactly("22000 ms ADDRESSES 2001:db8::42");
    }

    @Test
    void shouldAskTheServersInTurn() {
        bench = new DnsBench(3);
        bench.resolve(NAME);
        bench.expectQueryTo(2).at(s(22)).expectQueryTo(3).at(s(24)).expectQueryTo(4).at(s(26)).expectQueryTo(2)
                .at(s(30)).expectQueryTo(3).at(s(34)).expectQueryTo(4).at(s(38)).expectQueryTo(2).at(s(46))
                .expectQueryTo(3).answer(3, OK, ONE, QUESTION + AAAA + ADDRESS);

        assertThat(bench.told).containsExactly("46000 ms ADDRESSES 2001:db8::42");
    }

    @Test
    void shouldGoOnToTheNextServerAtOnceWhenOneFails() {
        bench = new DnsBench(2);
        bench.resolve(NAME);
        bench.expectQueryTo(2).at(s(20) + ms(5)).answer(2, "8182", NONE, QUESTION).expectQueryTo(3)
                .answer(3, OK, ONE, QUESTION + AAAA + ADDRESS);

        assertThat(bench.told).containsExactly("20005 ms ADDRESSES 2001:db8::42");
    }

    @Test
    void shouldAskTheSilentOnesAgainAndTheFailingToo() {
        bench = new DnsBench(2);
        bench.resolve(NAME);
        bench.expectQueryTo(2).answer(2, "8182", NONE, QUESTION).expectQueryTo(3).at(s(22)).expectQueryTo(2)
                .answer(2, "8182", NONE, QUESTION).expectQueryTo(3).answer(3, "8185", NONE, QUESTION).lab.quiet();

        assertThat(bench.told).containsExactly("22000 ms SERVER_FAILURE");
    }

    @Test
    void shouldNotAskWithoutAServerOrAWayThere() {
        bench.servers().clear();
        bench.resolve(NAME);
        assertThat(bench.told).containsExactly("20000 ms NO_SERVER");

        bench.servers().add("2001:db8:9::53");
        bench.resolve(NAME);
        bench.lab.quiet();
        assertThat(bench.told.get(1)).isEqualTo("20000 ms UNREACHABLE");
        assertThat(bench.lab.drops(Drop.NO_ROUTE)).isEqualTo(1);
    }

    @Test
    void shouldPassByAServerThatThereIsNoWayTo() {
        bench.servers().addFirst("2001:db8:9::53");
        bench.resolve(NAME);
        // One identifier and port were drawn for the server that could not be reached.
        String line = bench.lab.taken().getFirst();
        assertThat(line).startsWith("UDP " + Lab.OWN).contains(" > fe80::2 53 ");
        bench.at(s(22)).lab.forget();
        bench.at(s(34));
        assertThat(bench.told).containsExactly("34000 ms NO_ANSWER");
    }

    @Test
    void shouldEndWhenAllServersGoAwayMeanwhile() {
        bench.resolve(NAME);
        bench.expectQueryTo(2).servers().clear();
        bench.at(s(22)).lab.quiet();

        assertThat(bench.told).containsExactly("22000 ms NO_SERVER");
    }

    @Test
    void shouldNotTakeThePortOfAnotherSocket() {
        Set<Integer> ports = new HashSet<>();
        UnpredictableNumbers numbers = new UnpredictableNumbers(new byte[16]);
        numbers.next16();
        int taken = 1024 + numbers.next16() % 64512;
        bench.lab.stack().udp(taken, (datagram, nowNs) -> ports.add(datagram.octets()));
        bench.resolve(NAME);

        assertThat(bench.lab.taken().getFirst()).startsWith("UDP " + Lab.OWN + " ")
                .doesNotContain(" " + taken + " > ");
    }

    @Test
    void shouldRefuseASecretThatCanBeGuessed() {
        assertThatThrownBy(() -> new DnsResolver(bench, new byte[15])).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a secret of 15 octets can be guessed; give 16 or more");
    }

    @Test
    void shouldDrawNumbersThatSpreadAndDependOnTheSecret() {
        UnpredictableNumbers one = new UnpredictableNumbers(new byte[16]);
        UnpredictableNumbers two = new UnpredictableNumbers(new byte[17]);
        Set<Integer> drawn = new HashSet<>();
        int same = 0;
        for (int i = 0; i < 10_000; i++) {
            int number = one.next16();
            drawn.add(number);
            same += number == two.next16() ? 1 : 0;
        }
        // Of 10,000 draws from 65,536 about 9,270 are different.
        assertThat(drawn).hasSizeBetween(9_150, 9_400);
        assertThat(same).isLessThan(5);
    }
}
