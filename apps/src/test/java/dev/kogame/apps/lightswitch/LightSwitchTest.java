package dev.kogame.apps.lightswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import dev.kogame.apps.lightbulb.Lightbulb;
import dev.kogame.board.Duty;
import dev.kogame.board.sim.Impairment;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.coap.CoapClient;
import dev.kogame.netstack.coap.CoapConfig;
import dev.kogame.netstack.coap.CoapServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A switch and lightbulbs on one cable, in virtual time. */
class LightSwitchTest {

    private static final int BUDGET = 16;
    private static final int BULBS = 2;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long GROUP_HI = 0xff02_0000_0000_0000L;
    private static final long GROUP_LO = 0xfd;

    private static final class Bulb {
        private final NetStack stack;
        private final CoapServer server;
        private final List<Duty> duties;
        private boolean plugged = true;
        private int percent = -1;

        Bulb(VirtualCable.End end, int number) {
            stack = new NetStack(StackConfig.defaults().withSeed(number), end);
            byte[] secret = new byte[CoapServer.SECRET_OCTETS];
            secret[0] = (byte) number;
            server = new CoapServer(CoapConfig.defaults(), number, secret);
            Lightbulb light = new Lightbulb(level -> percent = level);
            server.add(Lightbulb.PATH, light);
            server.start(stack.udp(CoapServer.PORT, server));
            stack.joinGroup(0, GROUP_HI, GROUP_LO);
            duties = List.of(stack, server, light.duty());
        }
    }

    private final VirtualCable cable = new VirtualCable(5683, 0x02_00_00_00_00_01L, 0x02_00_00_00_00_02L,
            0x02_00_00_00_00_03L);
    private final NetStack stack = new NetStack(StackConfig.defaults().withSeed(9), cable.end(0));
    private final CoapClient client = new CoapClient(LightSwitch.REQUESTS, new byte[CoapClient.SECRET_OCTETS]);
    private final List<String> news = new ArrayList<>();
    private final LightSwitch lightSwitch = new LightSwitch(client, text -> news.add(text.replaceAll("\\[.*] ", "")));
    private final Bulb[] bulbs = new Bulb[BULBS];
    private long nowNs;

    LightSwitchTest() {
        client.start(stack.udp(49_153, client));
        stack.onAddressChange((interfaceIndex, hi, lo, state) -> lightSwitch.begin());
        for (int i = 0; i < BULBS; i++) {
            bulbs[i] = new Bulb(cable.end(i + 1), i + 1);
        }
    }

    private void run(long durationNs) {
        long untilNs = nowNs + durationNs;
        List<Duty> duties = new ArrayList<>(List.of(stack, client, lightSwitch));
        for (Bulb bulb : bulbs) {
            duties.addAll(bulb.plugged ? bulb.duties : List.of());
        }
        while (true) {
            int work = 0;
            long nextNs = untilNs;
            for (Duty duty : duties) {
                work += duty.poll(nowNs, BUDGET);
                nextNs = Math.min(nextNs, duty.nextDeadlineNs());
            }
            if (work == 0) {
                if (nowNs >= untilNs) {
                    return;
                }
                nowNs = Math.max(nowNs + 1, nextNs);
            }
        }
    }

    private List<String> news() {
        List<String> taken = List.copyOf(news);
        news.clear();
        return taken;
    }

    /** Both lamps found. */
    private void settle() {
        run(30 * SECOND_NS);
        assertThat(news()).containsExactlyInAnyOrder("lamp 1 off", "lamp 2 off");
        assertThat(lightSwitch.state()).isEqualTo("1 off, 2 off");
    }

    private int lit() {
        int lit = 0;
        for (Bulb bulb : bulbs) {
            lit += bulb.percent > 0 ? 1 : 0;
        }
        return lit;
    }

    @Test
    void shouldKnowOfNoLampsAtFirst() {
        assertThat(lightSwitch.state()).isEqualTo("no lamps");
        lightSwitch.press(1, nowNs);
        lightSwitch.press(LightSwitch.ALL, nowNs);
        run(SECOND_NS / 10);
        assertThat(lit()).isZero();
    }

    @Test
    void shouldFindLampsAndToggleOne() {
        settle();
        lightSwitch.press(1, nowNs);
        run(SECOND_NS);
        assertThat(news()).containsExactly("lamp 1 on");
        assertThat(lit()).isOne();
        lightSwitch.press(1, nowNs);
        run(SECOND_NS);
        lightSwitch.press(2, nowNs);
        run(SECOND_NS);
        assertThat(news()).containsExactly("lamp 1 off", "lamp 2 on");
        lightSwitch.press(3, nowNs);
        lightSwitch.press(10, nowNs);
        lightSwitch.press(-1, nowNs);
        run(SECOND_NS);
        assertThat(news()).isEmpty();
    }

    @Test
    void shouldToggleAllTogether() {
        settle();
        lightSwitch.press(LightSwitch.ALL, nowNs);
        run(SECOND_NS / 2);
        assertThat(news()).containsExactlyInAnyOrder("lamp 1 on", "lamp 2 on");
        lightSwitch.press(2, nowNs);
        run(SECOND_NS);
        assertThat(lit()).isOne();
        news();
        lightSwitch.press(LightSwitch.ALL, nowNs);
        run(2 * SECOND_NS);
        assertThat(lightSwitch.state()).isEqualTo("1 off, 2 off");
        assertThat(lit()).isZero();
    }

    /** Whom the group request does not reach is told by itself. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldToggleAllOverABadCable(int times) {
        settle();
        cable.impair(new Impairment(200_000, 100_000, 100_000, 0, SECOND_NS / 1000, SECOND_NS / 50));
        for (int i = 0; i < times; i++) {
            lightSwitch.press(LightSwitch.ALL, nowNs);
            run(60 * SECOND_NS);
        }
        assertThat(lit()).isEqualTo(times % 2 * BULBS);
    }

    @Test
    void shouldShowWhatOthersDo() {
        settle();
        CoapClient other = new CoapClient(1, new byte[CoapClient.SECRET_OCTETS]);
        other.start(stack.udp(50_000, other));
        other.put(0, GROUP_HI, GROUP_LO, CoapServer.PORT).path("light").payload(new byte[] {'4', '0'})
                .send((response, now) -> {}, nowNs);
        run(SECOND_NS);
        assertThat(lightSwitch.state()).isEqualTo("1 40, 2 40");
    }

    @Test
    void shouldLetLampsLeaveAndComeBack() {
        settle();
        bulbs[1].plugged = false;
        run(300 * SECOND_NS);
        assertThat(news()).hasSize(1).first().asString().endsWith(" gone");
        assertThat(lightSwitch.state()).matches("[12] off");
        bulbs[1].plugged = true;
        run(120 * SECOND_NS);
        assertThat(news()).hasSize(1).first().asString().endsWith(" off");
        assertThat(lightSwitch.state()).isEqualTo("1 off, 2 off");
    }

    @Test
    void shouldPressWhenTheButtonGoesDown() {
        settle();
        boolean[] down = new boolean[1];
        PushButton button = new PushButton(now -> down[0], lightSwitch);
        for (int i = 0; i < 100; i++) {
            down[0] = i >= 20 && i < 80;
            button.poll(nowNs, BUDGET);
            assertThat(button.nextDeadlineNs()).isBetween(nowNs + 1, nowNs + SECOND_NS / 50);
            run(SECOND_NS / 50);
        }
        run(SECOND_NS);
        assertThat(lit()).isEqualTo(BULBS);
    }
}
