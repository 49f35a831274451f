package dev.kogame.netstack.dhcp6;

import static dev.kogame.netstack.Packet.join;
import static dev.kogame.netstack.Packet.u32;
import static dev.kogame.netstack.dhcp6.ServerSide.CLIENT;
import static dev.kogame.netstack.dhcp6.ServerSide.OTHER_SERVER;
import static dev.kogame.netstack.dhcp6.ServerSide.SERVER;
import static dev.kogame.netstack.dhcp6.ServerSide.address;
import static dev.kogame.netstack.dhcp6.ServerSide.dns;
import static dev.kogame.netstack.dhcp6.ServerSide.domains;
import static dev.kogame.netstack.dhcp6.ServerSide.ia;
import static dev.kogame.netstack.dhcp6.ServerSide.id;
import static dev.kogame.netstack.dhcp6.ServerSide.preference;
import static dev.kogame.netstack.dhcp6.ServerSide.rapidCommit;
import static dev.kogame.netstack.dhcp6.ServerSide.seconds;
import static dev.kogame.netstack.dhcp6.ServerSide.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;

import dev.kogame.netstack.Lab;
import dev.kogame.netstack.Packet;
import dev.kogame.netstack.dhcp6.ServerSide.Message;
import dev.kogame.netstack.nd.AddressState;
import dev.kogame.netstack.wire.Drop;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A hostile server that knows the transaction answers whatever it likes, well formed and broken: attack D5. The stack stays whole, goes on
 * asking at a bounded rate, and leases from an honest server afterwards.
 */
class Dhcp6FuzzTest {

    private static final int STEPS = 8_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldSurviveAnyServer(long seed) {
        Random random = new Random(seed);
        ServerSide link = new ServerSide(config -> config.withSeed(seed));
        Map<AddressState, Integer> seen = new EnumMap<>(AddressState.class);
        link.lab.stack().onAddressChange((index, hi, lo, state) -> seen.merge(state, 1, Integer::sum));
        link.flags("M");
        long messages = 0;
        byte[] payload = new byte[0];
        try {
            for (int i = 0; i < STEPS; i++) {
                Message asked = link.await(Lab.s(1 + random.nextInt(60)));
                messages += asked == null ? 0 : 1;
                for (int answers = random.nextInt(3); answers > 0; answers--) {
                    payload = answer(random, asked == null ? random.nextInt(1 << 24) : asked.xid(),
                            asked != null && asked.type() == ServerSide.SOLICIT);
                    link.lab.send(Packet.from("fe80::5").to(Lab.OWN).by(5).udp(547, 546, payload));
                }
                for (int station = random.nextInt(40); station < 4; station++) {
                    link.defend("2001:db8::" + station);
                }
                switch (random.nextInt(200)) {
                    case 0 -> link.flags("O");
                    case 1 -> link.flags("");
                    case 2 -> link.lab.link(false).after(Lab.s(1)).link(true);
                    case 3 -> link.lab.stack().releaseAddresses(0, link.lab.nowNs());
                    default -> link.flags("M");
                }
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + ", answer " + HexFormat.of().formatHex(payload), e);
        }
        assertThat(link.lab.drops(Drop.DHCPV6_LENGTH)).as("seed " + seed).isGreaterThan(STEPS / 20);
        assertThat(seen.getOrDefault(AddressState.PREFERRED, 0)).as("seed %d: leased", seed).isGreaterThan(20);
        assertThat(seen.getOrDefault(AddressState.DUPLICATE, 0)).as("seed %d: declined", seed).isGreaterThan(2);
        assertThat(messages / (link.lab.nowNs() / 1e9)).as("seed %d: messages a second", seed).isLessThan(1);

        link.flags("").lab.link(false).after(Lab.s(400_000)).link(true).after(Lab.s(20));
        link.flags("");
        while (link.await(Lab.s(1_000)) != null) {
            // What it began it ends.
        }
        link.lab.alive();
        ServerSide honest = new ServerSide(link.lab);
        honest.leased(50, 80, 100, 200);
        assertThat(honest.answersFor(ServerSide.LEASED)).as("seed " + seed).isTrue();
    }

    private static byte[] answer(Random random, int xid, boolean solicited) {
        byte[] payload = join(u32((long) (solicited && random.nextInt(3) > 0 ? 2 : 7) << 24 | xid),
                id(2, random.nextInt(4) == 0 ? OTHER_SERVER : SERVER), id(1, CLIENT));
        for (int options = 1 + random.nextInt(4); options > 0; options--) {
            payload = join(payload, option(random));
        }
        for (int mutations = random.nextInt(4) - 1; mutations > 0; mutations--) {
            int at = random.nextInt(payload.length);
            switch (random.nextInt(4)) {
                case 0 -> payload[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> payload[at] = (byte) (random.nextBoolean() ? 0xff : 0);
                case 2 -> payload = Arrays.copyOf(payload, Math.max(4, at));
                default -> payload = Arrays.copyOf(payload, Math.min(1400, payload.length + random.nextInt(40)));
            }
        }
        return payload;
    }

    private static byte[] option(Random random) {
        long[] times = {0, 1, 2, 30, 100, 1000, 100_000, 0xffff_fffeL, 0xffff_ffffL};
        long t1 = times[random.nextInt(6)];
        long t2 = times[random.nextInt(6)];
        long preferred = times[random.nextInt(6)];
        long valid = times[random.nextInt(7)];
        String leased = random.nextInt(10) == 0 ? "fe80::ff:fe00:1" : "2001:db8::" + random.nextInt(4);
        return switch (random.nextInt(14)) {
            case 0, 1, 2 -> ia(Math.min(t1, t2), t2, address(leased, Math.min(preferred, valid), valid));
            case 3 -> ia(t1, t2, address(leased, preferred, valid, status(random.nextInt(7))));
            case 4 -> ia(t1, t2, address(leased, preferred, valid), address("2001:db8::9", 30, 40), status(0));
            case 5 -> ia(t1, t2, status(random.nextInt(7)));
            case 6 -> status(random.nextInt(7));
            case 7 -> dns("2001:db8::53", "fe80::53", "::");
            case 8 -> domains("example.com", "a.b.c");
            case 9 -> rapidCommit();
            case 10 -> preference(random.nextInt(2) * 255);
            case 11 -> seconds(32, times[random.nextInt(times.length)]);
            case 12 -> seconds(82 + random.nextInt(2), 60 + random.nextInt(100));
            default -> ServerSide.option(24, Packet.counting(random.nextInt(300)));
        };
    }
}
