package dev.kogame.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.kogame.board.Deadlines;
import dev.kogame.board.SpiBus;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.enc28j60.Enc28j60;
import dev.kogame.enc28j60.Enc28j60Config;
import dev.kogame.enc28j60.chip.Enc28j60Chip;
import org.junit.jupiter.api.Test;

class DriverWatchTest {
    private static final long MAC = 0x02_00_00_00_00_01L;
    private static final long MS = 1_000_000;

    private final VirtualCable cable = new VirtualCable(1, MAC, MAC + 1);
    private final Enc28j60Chip chip = new Enc28j60Chip(cable.end(0));
    private final DeadWire wire = new DeadWire(chip);
    private final Enc28j60 driver = new Enc28j60(wire, chip, Enc28j60Config.halfDuplex(MAC));
    private final List<String> news = new ArrayList<>();
    private final DriverWatch watch = new DriverWatch(driver, news::add);
    private long nowNs;

    /** A bus whose MISO can be cut: reads then give 0. */
    private static final class DeadWire implements SpiBus {
        private final SpiBus bus;
        private final List<Runnable> blanks = new ArrayList<>();
        private boolean cut;

        private DeadWire(SpiBus bus) {
            this.bus = bus;
        }

        @Override
        public void command(int command) {
            bus.command(command);
        }

        @Override
        public void write(int command, int value) {
            bus.write(command, value);
        }

        @Override
        public void write(int command, byte[] from, int at, int octets) {
            bus.write(command, from, at, octets);
        }

        @Override
        public void read(int command, byte[] into, int at, int octets) {
            bus.read(command, into, at, octets);
            blanks.add(() -> Arrays.fill(into, at, at + octets, (byte) 0));
        }

        @Override
        public int run() {
            int outcome = bus.run();
            if (cut) {
                blanks.forEach(Runnable::run);
            }
            blanks.clear();
            return outcome;
        }
    }

    private void live(long ms) {
        for (long endNs = nowNs + ms * MS; nowNs < endNs; nowNs += MS / 10) {
            chip.poll(nowNs, 16);
            driver.poll(nowNs);
            assertThat(watch.poll(nowNs, 16)).isZero();
        }
    }

    @Test
    void shouldTellOnceThatTheLinkIsUpAndWhenItGoesDown() {
        live(50);
        assertThat(news).containsExactly("link up");
        chip.link(false);
        live(2000);
        assertThat(news).containsExactly("link up", "link down");
        chip.link(true);
        live(2000);
        assertThat(news).containsExactly("link up", "link down", "link up");
    }

    @Test
    void shouldTellOnceWhyAChipCannotBeStartedHoweverOftenItIsTried() {
        wire.cut = true;
        live(20_000);
        assertThat(news).hasSize(1).first().asString().contains("ENC28J60").isEqualTo(driver.fault());
    }

    @Test
    void shouldTellTheSameFaultAgainAfterTheChipWasUp() {
        wire.cut = true;
        live(1000);
        wire.cut = false;
        live(6000);
        assertThat(news).hasSize(2).last().isEqualTo("link up");
        wire.cut = true;
        live(5000);
        assertThat(news).hasSize(4).contains("link down").last().isEqualTo(news.getFirst());
    }

    @Test
    void shouldAskForNoTurnOfItsOwn() {
        assertThat(watch.nextDeadlineNs()).isEqualTo(Deadlines.NEVER);
    }
}
