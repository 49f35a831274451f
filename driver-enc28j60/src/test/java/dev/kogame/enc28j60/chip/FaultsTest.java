package dev.kogame.enc28j60.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private static final int EIR = 0x1C;
    private static final int PKTIF = 0x40;
    private static final int ECON2 = 0x1E;
    private static final int PKTDEC = 0x40;

    private final Queue medium = new Queue();
    private final Enc28j60Chip chip = new Enc28j60Chip(medium);
    private final Host host = new Host(chip);
    private final Faults faults = chip.faults();
    private long nowNs;

    @BeforeEach
    void configure() {
        poll(1_000_000);
        host.configure(0x19FF, 0, true);
        host.bfs(0x1B, 0xC0);
        poll(100_000_000);
    }

    private void poll(long atNs) {
        nowNs = atNs;
        while (chip.poll(nowNs, 8) > 0) {
            // Until it has nothing more to do.
        }
    }

    private void receive(int octets) {
        medium.coming.add(new byte[octets]);
        poll(nowNs + 10_000);
        poll(nowNs + 3_000_000);
    }

    private int packets() {
        host.bank(1);
        int count = host.rcr(0x19);
        host.bank(0);
        return count;
    }

    @Test
    void shouldHidePktifButNotTheInterrupt() {
        faults.pktifHidden(1);
        receive(60);
        for (int i = 0; i < 50; i++) {
            assertThat(host.rcr(EIR) & PKTIF).isZero();
        }
        assertThat(chip.asserted()).isTrue();
        faults.none();
        int seen = 0;
        for (int i = 0; i < 50; i++) {
            seen += host.rcr(EIR) >> 6 & 1;
        }
        assertThat(seen).isGreaterThan(30);
    }

    @Test
    void shouldShowAStalePktif() {
        faults.pktifStale(1);
        host.rcr(EIR);
        receive(60);
        assertThat(host.rcr(EIR) & PKTIF).as("before the packet").isZero();
        host.rcr(EIR);
        host.bfs(ECON2, PKTDEC);
        assertThat(packets()).isZero();
        assertThat(host.rcr(EIR) & PKTIF).as("before the last PKTDEC").isNotZero();
        assertThat(host.rcr(EIR) & PKTIF).isZero();
    }

    @Test
    void shouldNeverCountPacketsDown() {
        receive(60);
        faults.packetCounterStuck(true);
        for (int i = 0; i < 3; i++) {
            host.bfs(ECON2, PKTDEC);
        }
        assertThat(packets()).isEqualTo(1);
        assertThat(chip.asserted()).isTrue();
        faults.packetCounterStuck(false);
        host.bfs(ECON2, PKTDEC);
        assertThat(packets()).isZero();
    }

    @Test
    void shouldDamageAsManyHeadersAsOrderedAndNothingElse() {
        faults.nextPointer(0x3A3A, 1);
        receive(60);
        faults.flipHeaderBits(0x8000_0000_0001L, 1);
        receive(60);
        receive(60);
        byte[] ring = host.rbm(3 * 70);
        assertThat(Arrays.copyOfRange(ring, 0, 6)).containsExactly(0x3A, 0x3A, 64, 0, 0x80, 0);
        assertThat(Arrays.copyOfRange(ring, 70, 76)).containsExactly(0x8D, 0, 64, 0, 0x80, 0x80);
        assertThat(Arrays.copyOfRange(ring, 140, 146)).containsExactly(0xD2, 0, 64, 0, 0x80, 0);
        assertThat(host.word(0x0E)).isEqualTo(210);
    }

    @Test
    void shouldStayDeafAfterAnOverflowUntilTheReceiverIsReset() {
        faults.deafAfterOverflow(true);
        for (int i = 0; i < 5; i++) {
            receive(1514);
        }
        assertThat(chip.overruns()).isEqualTo(1);
        host.word(0x0C, 0x17CF);
        for (int i = 0; i < 4; i++) {
            host.bfs(ECON2, PKTDEC);
        }
        host.bfc(EIR, 1);
        receive(60);
        assertThat(packets()).isZero();
        assertThat(host.rcr(EIR) & 1).isZero();
        host.bfs(0x1F, 0x40);
        host.bfc(0x1F, 0x40);
        host.bfs(0x1F, 0x04);
        receive(60);
        assertThat(packets()).isEqualTo(1);
    }

    @Test
    void shouldLoseItsSupplyAtATimeToCome() {
        faults.brownOutIn(5_000_000);
        assertThat(chip.nextDeadlineNs()).isBetween(nowNs, nowNs + 5_000_000);
        poll(nowNs + 4_000_000);
        assertThat(host.rcr(0x0A)).isEqualTo(0xFF);
        assertThat(host.rcr(0x0B)).isEqualTo(0x19);
        poll(nowNs + 1_500_000);
        assertThat(host.rcr(0x0B)).isEqualTo(0x1F);
        assertThat(host.rcr(0x1F)).isZero();
        assertThat(chip.violations()).isZero();
    }

    @Test
    void shouldLoseItsSupplyInTheMiddleOfARun() {
        byte[] seen = new byte[3];
        faults.brownOutAfter(2);
        for (int i = 0; i < 3; i++) {
            chip.read(0x0B, seen, i, 1);
        }
        chip.run();
        assertThat(seen).containsExactly(0x19, 0x19, 0x1F);
    }

    @Test
    void shouldFlapTheLink() {
        host.phyWrite(0x12, 0x0012);
        host.phyRead(0x13);
        long startNs = chip.nowNs();
        faults.flapLink(100_000_000, 50_000_000, 2);
        poll(startNs + 10_000_000);
        assertThat(host.phyRead(0x11) & 0x0400).as("pulled").isZero();
        poll(startNs + 95_000_000);
        assertThat(host.phyRead(0x11) & 0x0400).as("still out").isZero();
        poll(startNs + 140_000_000);
        assertThat(host.phyRead(0x11) & 0x0400).as("plugged in").isNotZero();
        poll(startNs + 160_000_000);
        assertThat(host.phyRead(0x11) & 0x0400).as("pulled again").isZero();
        poll(startNs + 290_000_000);
        assertThat(host.phyRead(0x11) & 0x0400).as("in for good").isNotZero();
        poll(startNs + 900_000_000);
        assertThat(host.phyRead(0x11) & 0x0400).isNotZero();
    }

    @Test
    void shouldNotClearPhir() {
        host.phyWrite(0x12, 0x0012);
        faults.phirStuck(true);
        chip.link(false);
        assertThat(host.phyRead(0x13)).isEqualTo(0x0014);
        assertThat(host.phyRead(0x13)).isEqualTo(0x0014);
        assertThat(host.rcr(EIR) & 0x10).isNotZero();
        faults.phirStuck(false);
        host.phyRead(0x13);
        assertThat(host.phyRead(0x13)).isZero();
        assertThat(host.rcr(EIR) & 0x10).isZero();
    }

    @Test
    void shouldFlipBitsOfWhatIsReadWithoutTouchingTheChip() {
        faults.flipReadBits(2);
        int wrong = 0;
        for (int i = 0; i < 100; i++) {
            int seen = host.rcr(0x0B);
            assertThat(Integer.bitCount(seen ^ 0x19)).isLessThan(2);
            wrong += seen == 0x19 ? 0 : 1;
        }
        assertThat(wrong).isBetween(25, 75);
        faults.flipReadBits(0);
        assertThat(host.rcr(0x0B)).isEqualTo(0x19);
        assertThat(chip.violations()).isZero();
    }

    @Test
    void shouldFlipBitsOfWhatIsWrittenAndHoldNothingAgainstTheHost() {
        byte[] zeros = new byte[256];
        faults.flipWrittenBits(8);
        for (int i = 0; i < 100; i++) {
            chip.write(0x7A, zeros, 0, zeros.length);
            chip.run();
        }
        assertThat(zeros).containsOnly(0);
        assertThat(chip.violations()).isZero();
        faults.none();
        int wrong = 0;
        for (int i = 0x400; i < 0x600; i++) {
            wrong += chip.peek(i) == 0 ? 0 : 1;
        }
        assertThat(wrong).isBetween(20, 500);
    }

    @Test
    void shouldReadTheSameOctetFromAStuckLine() {
        host.word(0x00, 0x100);
        for (int stuck : new int[] {0x00, 0xFF}) {
            faults.misoStuck(stuck);
            assertThat(host.rbm(8)).containsOnly(stuck);
        }
        faults.misoStuck(-1);
        faults.misoEchoes(true);
        assertThat(host.rbm(8)).containsOnly(0x3A);
        faults.none();
        assertThat(host.word(0x00)).as("the chip went on").isEqualTo(0x118);
    }

    @Test
    void shouldLoseAWriteWhoseChipSelectRisesTooEarly() {
        faults.dropSelect(0, 0, false);
        host.wcr(0x02, 0x55);
        assertThat(host.rcr(0x02)).isZero();
        host.wcr(0x02, 0x55);
        assertThat(host.rcr(0x02)).isEqualTo(0x55);
        assertThat(chip.violations()).isZero();
    }

    @Test
    void shouldCutAReadShortWhereChipSelectRises() {
        for (int i = 0; i < 8; i++) {
            chip.poke(0x1A00 + i, i + 1);
        }
        host.word(0x00, 0x1A00);
        faults.dropSelect(1, 3, false);
        host.rcr(0x00);
        assertThat(host.rbm(6)).containsExactly(1, 2, 3, 0xFF, 0xFF, 0xFF);
        assertThat(host.word(0x00)).isEqualTo(0x1A03);
        assertThat(host.rbm(2)).containsExactly(4, 5);
    }

    @Test
    void shouldTakeTheNextOctetForACommandWhenChipSelectFallsAgain() {
        chip.poke(0x1A00, 1);
        chip.poke(0x1A01, 2);
        host.word(0x00, 0x1A00);
        faults.dropSelect(0, 2, true);
        byte[] seen = host.rbm(4);
        // RCR of ERDPTL, which the two octets before have moved on.
        assertThat(seen).containsExactly(1, 2, 0xFF, 0x02);
        faults.dropSelect(0, 1, true);
        host.wbm(0x77, 0x42, 0x34);
        assertThat(host.word(0x02)).as("WCR EWRPTL, 0x34").isEqualTo(0x0034);
        assertThat(chip.violations()).isZero();
    }
}
