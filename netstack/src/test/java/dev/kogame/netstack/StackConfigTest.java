package dev.kogame.netstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;

import com.sun.management.ThreadMXBean;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.StackConfig.Switch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StackConfigTest {

    private final StackConfig config = StackConfig.defaults();

    @ParameterizedTest
    @EnumSource(Limit.class)
    void shouldTakeEveryValueOfALimitAndNoOther(Limit limit) {
        assertThat(config.get(limit)).isEqualTo(limit.byDefault()).isBetween(limit.least(), limit.most());
        assertThat(config.with(limit, limit.least()).get(limit)).isEqualTo(limit.least());
        assertThat(config.with(limit, limit.most()).get(limit)).isEqualTo(limit.most());
        assertThat(config.get(limit)).as("a configuration never changes").isEqualTo(limit.byDefault());
        for (int bad : new int[] {limit.least() - 1, limit.most() + 1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> config.with(limit, bad)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(limit.key() + " " + bad + " is not between " + limit.least() + " and " + limit.most());
        }
    }

    @ParameterizedTest
    @EnumSource(Switch.class)
    void shouldTurnEverySwitchOnAndOffAndNoOther(Switch which) {
        assertThat(config.on(which)).isEqualTo(which.byDefault());
        StackConfig turned = config.with(which, !which.byDefault());
        assertThat(turned.on(which)).isNotEqualTo(which.byDefault());
        assertThat(turned.with(which, which.byDefault()).on(which)).isEqualTo(which.byDefault());
        for (Switch other : Switch.values()) {
            assertThat(turned.on(other)).isEqualTo(other == which ? !other.byDefault() : other.byDefault());
        }
        assertThat(config.on(which)).as("a configuration never changes").isEqualTo(which.byDefault());
    }

    @Test
    void shouldHoldByDefaultForOneInterface() {
        config.validate(1);
        config.advertising(1).validate(1);
    }

    @Test
    void shouldRefuseSizesThatDoNotGoTogether() {
        assertThatThrownBy(() -> config.with(Limit.FRAME_SLOTS, 8).validate(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("transmitQueue 8 on 1 interface(s) could hold all of the frameSlots 8; "
                        + "frameSlots must exceed 8");
        assertThatThrownBy(() -> config.with(Limit.GROUPS, 8).validate(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("groups 8 is too small for addresses 8; it must be at least 9");
        assertThatThrownBy(() -> config.with(Limit.GROUPS, 9).advertising(1).validate(1))
                .isInstanceOf(IllegalArgumentException.class).hasMessageEndingWith("it must be at least 10");
        assertThatThrownBy(() -> config.with(Limit.FRAME_SLOTS, 64).validate(5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("addresses 8 is too small for 5 interfaces; each needs a link-local and a global one, "
                        + "so at least 10");
    }

    @Test
    void shouldRefuseAShortSecretAndKeepItsOwnCopy() {
        assertThatThrownBy(() -> config.withSecret(new byte[15])).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a secret of 15 octets is too short; RFC 7217 asks for 16");
        byte[] secret = new byte[16];
        StackConfig with = config.withSecret(secret);
        Arrays.fill(secret, (byte) 1);
        assertThat(with.secret()).containsOnly(0);
    }

    static List<StackConfig> sizes() {
        StackConfig config = StackConfig.defaults();
        StackConfig small = config;
        StackConfig large = config;
        for (Limit limit : Limit.values()) {
            small = small.with(limit, limit.least());
            large = large.with(limit, limit.most());
        }
        return List.of(config, config.with(Limit.FRAME_SLOTS, 17).advertising(1), small,
                large.with(Limit.TRANSMIT_QUEUE, 64),
                config.with(Limit.FRAME_SLOTS, 32), config.with(Limit.NEIGHBORS, 256).with(Limit.FRAME_SLOTS, 32));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void shouldEstimateWhatAStackReallyTakes(StackConfig size) {
        for (int interfaces = 1; interfaces <= 2; interfaces++) {
            StackConfig fit = size.with(Limit.FRAME_SLOTS, Math.min(1024, size.get(Limit.FRAME_SLOTS) * interfaces))
                    .with(Limit.ADDRESSES, Math.min(64, size.get(Limit.ADDRESSES) * interfaces));
            fit = fit.with(Limit.GROUPS, Math.max(fit.get(Limit.GROUPS), fit.get(Limit.ADDRESSES) + 2));
            long really = allocated(fit, interfaces);
            assertThat(fit.bytes(interfaces)).as("%d interface(s), %s", interfaces, fit.budget(interfaces))
                    .isCloseTo(really, withinPercentage(15));
        }
    }

    private static long allocated(StackConfig size, int interfaces) {
        EthernetPort[] ports = new EthernetPort[interfaces];
        for (int i = 0; i < interfaces; i++) {
            ports[i] = new VirtualCable(1, Packet.mac(1 + i), 9).end(0);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            NetStack stack = new NetStack(size, ports);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            stack.audit();
        }
        return least;
    }
}
