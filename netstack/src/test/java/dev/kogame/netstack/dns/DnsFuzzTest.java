package dev.kogame.netstack.dns;

import static dev.kogame.netstack.Packet.hex;
import static dev.kogame.netstack.Packet.join;
import static dev.kogame.netstack.Packet.u16;
import static dev.kogame.netstack.dns.DnsBench.NAME;
import static dev.kogame.netstack.dns.DnsBench.QUESTION;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;

import com.sun.management.ThreadMXBean;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.wire.Checksum;
import dev.kogame.netstack.wire.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a server answers: no throwable, an end to every query, and the next one works. */
class DnsFuzzTest {

    private static final int QUERIES = 10_000;
    private static final String AAAA = "c00c 001c 0001 0000003c 0010 20010db8000000000000000000000042";

    private static final byte[][] TEMPLATES = {hex("8180 0001 0001 0000 0000" + QUESTION + AAAA),
            hex("8180 0001 0003 0000 0000" + QUESTION + "0162c011 001c 0001 0000003c 0010"
                    + "20010db8000000000000000000000042" + "0161c011 0005 0001 0000003c 0004 0162c011"
                    + "c00c 0005 0001 0000003c 0004 0161c011"),
            hex("8183 0001 0000 0001 0000" + QUESTION + "c011 0006 0001 00000e10 0016 c00c c00c"
                    + "00000001".repeat(5)),
            hex("8180 0001 0002 0000 0001" + QUESTION + AAAA + AAAA + "00 0029 0200 00000000 0000")};
    private static final int[] EDGES = {0, 1, 0x0c, 0x3f, 0x40, 0x7f, 0x80, 0xbf, 0xc0, 0xff};

    /** The bench's own list makes its addresses of texts. */
    private record OneServer(long hi, long lo) implements DnsServerList {
        @Override
        public int count() {
            return 1;
        }

        @Override
        public long hi(int i) {
            return hi;
        }

        @Override
        public long lo(int i) {
            return lo;
        }

        @Override
        public int interfaceIndex(int i) {
            return 0;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldEndEveryQueryWhateverIsAnswered(long seed) {
        Random random = new Random(seed);
        DnsBench bench = new DnsBench(1);
        Set<DnsOutcome> outcomes = EnumSet.noneOf(DnsOutcome.class);
        byte[] answer = new byte[0];
        try {
            for (int i = 0; i < QUERIES; i++) {
                bench.resolve(NAME);
                bench.expectQueryTo(2);
                answer = join(u16(bench.identifier()), mutated(random));
                bench.datagram(2, 53, bench.port(), answer);
                if (bench.told.isEmpty()) {
                    bench.answer(2, "8183", "0001 0000", QUESTION);
                }
                assertThat(bench.told).hasSize(1);
                outcomes.add(DnsOutcome.valueOf(bench.told.getFirst().split(" ")[2]));
                bench.told.clear();
                bench.lab.forget();
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(answer), e);
        }
        bench.lab.stack().audit();
        assertThat(outcomes).contains(DnsOutcome.ADDRESSES, DnsOutcome.NAME_ERROR, DnsOutcome.NO_DATA,
                DnsOutcome.SERVER_FAILURE, DnsOutcome.TRUNCATED);
    }

    private static byte[] mutated(Random random) {
        byte[] answer = TEMPLATES[random.nextInt(TEMPLATES.length)].clone();
        for (int mutations = random.nextInt(4); mutations > 0 && answer.length > 0; mutations--) {
            // The question, unharmed, lets the rest be looked at.
            int at = random.nextInt(10) == 0
                    ? random.nextInt(answer.length)
                    : answer.length - 1 - random.nextInt(
                            Math.max(1, answer.length - 28));
            switch (random.nextInt(5)) {
                case 0 -> answer[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> answer[at] = (byte) EDGES[random.nextInt(EDGES.length)];
                case 2 -> answer = Arrays.copyOf(answer, at);
                case 3 -> answer[random.nextInt(Math.min(answer.length, 10))] ^= (byte) (1 << random.nextInt(8));
                default -> {
                    byte[] noise = new byte[random.nextInt(1400)];
                    random.nextBytes(noise);
                    answer = join(answer, noise);
                    answer = Arrays.copyOf(answer, Math.min(answer.length, 1440));
                    if (answer.length > 6) {
                        answer[5] = (byte) random.nextInt();
                    }
                }
            }
        }
        return answer;
    }

    @Test
    void shouldAllocateNothing() {
        byte[] good = Packet.from("fe80::2").to(Lab.OWN).udp(53, 1024, join(new byte[2],
                hex("8180 0001 0001 0000 0000" + QUESTION + AAAA))).frame();
        DnsBench bench = new DnsBench(1);
        DnsResolver resolver = new DnsResolver(new OneServer(0xfe80_0000_0000_0000L, 2), new byte[16]);
        resolver.start(bench.lab.stack().udp(50001, resolver));
        VirtualCable.End far = bench.lab.cable().end(1);
        byte[] query = new byte[1514];
        byte[] name = DnsName.encode(NAME);
        int[] addresses = new int[1];
        DnsHandler handler = (answer, nowNs) -> addresses[0] += answer.count();
        long nowNs = bench.lab.nowNs();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        threads.getCurrentThreadAllocatedBytes();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 12 && allocated != 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 5_000; i++) {
                resolver.resolve(name, handler, nowNs);
                far.receive(query, 0, query.length, nowNs);
                // The answer goes to the query's port, with its identifier.
                System.arraycopy(query, 54, good, 56, 2);
                System.arraycopy(query, 62, good, 62, 2);
                Octets.put16(good, 60, 0);
                Octets.put16(good, 60, Checksum.of(good, 14, 54, good.length, Packet.UDP));
                far.transmit(good, 0, good.length, nowNs);
                bench.lab.stack().poll(nowNs, 16);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(addresses[0]).as("answers").isEqualTo((round + 1) * 5_000);
        }
        assertThat(allocated).as("octets allocated").isZero();
    }
}
