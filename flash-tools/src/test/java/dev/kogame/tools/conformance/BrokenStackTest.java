package dev.kogame.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.kogame.board.EthernetPort;
import dev.kogame.tools.conformance.cases.Cases;
import dev.kogame.tools.conformance.device.StackDevice;
import dev.kogame.tools.conformance.script.Case;
import dev.kogame.tools.conformance.script.Outcome;
import dev.kogame.tools.conformance.script.Outcome.Verdict;
import dev.kogame.tools.conformance.script.Runner;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A stack that is broken between itself and the cable must fail the cases that are about what is broken. */
class BrokenStackTest {

    private static final int HOP_LIMIT_AT = 21;
    private static final int TYPE_AT = 54;
    private static final int CODE_AT = 55;
    private static final int ECHO_REPLY = 129;
    private static final int PARAMETER_PROBLEM = 4;
    private static final int ROUTER_SOLICITATION = 133;
    private static final int NEIGHBOR_SOLICITATION = 135;
    private static final int NEIGHBOR_ADVERTISEMENT = 136;

    private record Mutant(String name, UnaryOperator<byte[]> change, String... victims) {}

    private static final List<Mutant> MUTANTS = List.of(
            new Mutant("drops Echo Replies", dropped(type(ECHO_REPLY)), "1.1.2", "1.2.6.A", "2.1.18.A", "5.1.2.A"),
            new Mutant("drops Parameter Problems", dropped(type(PARAMETER_PROBLEM)), "1.1.7.A", "1.2.1", "5.1.7"),
            new Mutant("sends errors with another code", changed(type(PARAMETER_PROBLEM), frame -> {
                frame[CODE_AT]++;
                add(frame, 1);
            }), "1.2.1", "1.2.6.E"),
            new Mutant("points errors at the wrong octet", changed(type(PARAMETER_PROBLEM), frame -> {
                frame[61] ^= 1;
                add(frame, (frame[61] & 1) == 1 ? 1 : -1);
            }), "1.2.5.B", "1.2.8.F"),
            new Mutant("sends wrong checksums", changed(type(ECHO_REPLY), frame -> add(frame, 1)), "1.1.2", "5.1.2.B"),
            new Mutant("sends Neighbor Discovery with hop limit 64",
                    changed(frame -> type(frame) >= ROUTER_SOLICITATION && type(frame) <= NEIGHBOR_ADVERTISEMENT,
                            frame -> frame[HOP_LIMIT_AT] = 64),
                    "2.1.1.A", "2.1.8.A", "3.1.1"),
            new Mutant("answers no solicitation", dropped(type(NEIGHBOR_ADVERTISEMENT)), "2.1.8.A", "3.2.1.A"),
            new Mutant("clears the Override flag", changed(type(NEIGHBOR_ADVERTISEMENT), frame -> {
                frame[58] &= ~0x20;
                add(frame, -0x2000);
            }), "2.1.8.B", "3.1.1"),
            new Mutant("probes no neighbor", dropped(unicast(NEIGHBOR_SOLICITATION)), "2.1.6.A", "2.1.17.C",
                    "2.1.20.E"),
            new Mutant("asks nobody", dropped(type(NEIGHBOR_SOLICITATION)), "2.1.1.B", "2.1.5.A", "3.2.1.B"),
            new Mutant("asks for no router", dropped(type(ROUTER_SOLICITATION)), "2.2.1", "2.2.2.A"),
            new Mutant("sends all to the router", changed(type(ECHO_REPLY), frame -> {
                frame[4] = (byte) 0xa0;
                frame[5] = (byte) 0xa0;
            }), "2.1.18.J", "2.2.19"),
            new Mutant("answers with 64 data octets less", frame -> type(frame) == ECHO_REPLY && frame.length > 200
                    ? Arrays.copyOf(frame, frame.length - 64)
                    : frame, "4.1.1.B"));

    private static int type(byte[] frame) {
        return frame.length > TYPE_AT && frame[20] == 58 ? frame[TYPE_AT] & 0xff : -1;
    }

    private static Predicate<byte[]> type(int type) {
        return frame -> type(frame) == type;
    }

    private static Predicate<byte[]> unicast(int type) {
        return frame -> type(frame) == type && (frame[0] & 1) == 0;
    }

    private static UnaryOperator<byte[]> dropped(Predicate<byte[]> which) {
        return frame -> which.test(frame) ? null : frame;
    }

    private interface Edit {
        void apply(byte[] frame);
    }

    private static UnaryOperator<byte[]> changed(Predicate<byte[]> which, Edit edit) {
        return frame -> {
            byte[] copy = frame.clone();
            if (which.test(copy)) {
                edit.apply(copy);
            }
            return copy;
        };
    }

    /** Corrects the ICMPv6 checksum for so much more in the message, RFC 1624. */
    private static void add(byte[] frame, int amount) {
        int sum = ~((frame[56] & 0xff) << 8 | frame[57] & 0xff) & 0xffff;
        sum = Math.floorMod(sum + amount, 0xffff);
        frame[56] = (byte) (~sum >> 8);
        frame[57] = (byte) ~sum;
    }

    @TestFactory
    Stream<DynamicTest> shouldFail() {
        return MUTANTS.stream().flatMap(mutant -> Stream.of(mutant.victims)
                .map(id -> DynamicTest.dynamicTest("a stack that " + mutant.name + " in case " + id, () -> {
                    assertThat(run(id, frame -> frame).verdict()).as("unbroken").isEqualTo(Verdict.PASS);
                    Outcome outcome = run(id, mutant.change);
                    assertThat(outcome.verdict()).isEqualTo(Verdict.FAIL);
                    assertThat(outcome.reason()).isNotBlank();
                })));
    }

    private static Outcome run(String id, UnaryOperator<byte[]> change) throws IOException {
        Case row = Cases.all().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
        return Runner.run(row, new StackDevice(StackDevice::strictHost, port -> new Breaking(port, change)));
    }

    /** A port whose frames are changed on their way out, or lost. */
    private record Breaking(EthernetPort port, UnaryOperator<byte[]> change) implements EthernetPort {

        @Override
        public int poll(long nowNs) {
            return port.poll(nowNs);
        }

        @Override
        public long nextDeadlineNs() {
            return port.nextDeadlineNs();
        }

        @Override
        public int receive(byte[] frame, int at, int capacity, long nowNs) {
            return port.receive(frame, at, capacity, nowNs);
        }

        @Override
        public int transmit(byte[] frame, int at, int octets, long nowNs) {
            byte[] changed = change.apply(Arrays.copyOfRange(frame, at, at + octets));
            return changed == null ? SENT : port.transmit(changed, 0, changed.length, nowNs);
        }

        @Override
        public boolean linkUp() {
            return port.linkUp();
        }

        @Override
        public long macAddress() {
            return port.macAddress();
        }

        @Override
        public void joinGroup(long group) {
            port.joinGroup(group);
        }

        @Override
        public void leaveGroup(long group) {
            port.leaveGroup(group);
        }
    }
}
