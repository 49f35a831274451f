package dev.kogame.enc28j60.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** DS80349C, erratum by erratum: that the revisions that have it show it, and the others do not. */
class ErrataTest {
    private static final int ECON1 = 0x1F;
    private static final byte[] FRAME = Bench.frame(Bench.OWN, 100);

    private static ChipOptions options(Revision revision) {
        return ChipOptions.DEFAULTS.with(revision);
    }

    /** Erratum 1, on B1 and B4 below 8 MHz. */
    @ParameterizedTest
    @EnumSource(Revision.class)
    void shouldLoseAccessesToTheMacAtASlowClock(Revision revision) {
        for (int clockHz : new int[] {7_999_999, 8_000_000}) {
            Bench bench = new Bench(options(revision).with(SpiTiming.DATA_SHEET.at(clockHz)));
            bench.host.bank(2);
            int wrong = 0;
            for (int i = 0; i < 200; i++) {
                bench.host.wcr(0x04, i & 0x7F);
                wrong += bench.host.rcrSlow(0x04) == (i & 0x7F) ? 0 : 1;
            }
            boolean concerned = clockHz < 8_000_000 && (revision == Revision.B1 || revision == Revision.B4);
            assertThat(wrong).isBetween(concerned ? 10 : 0, concerned ? 90 : 0);
            bench.host.bank(0);
            for (int i = 0; i < 50; i++) {
                bench.host.wcr(0x02, i);
                assertThat(bench.host.rcr(0x02)).as("an ETH register").isEqualTo(i);
            }
        }
    }

    /** Erratum 2. */
    @ParameterizedTest
    @EnumSource(Revision.class)
    void shouldSayThatTheClockIsReadyThoughTheMacIsNot(Revision revision) {
        Bench bench = new Bench(options(revision));
        bench.host.src();
        assertThat(bench.host.rcr(0x1D) & 1).as("CLKRDY").isEqualTo(1);
        bench.host.bank(2);
        assertThat(bench.host.rcrSlow(0x08)).isZero();
        bench.run(1_000_000);
        assertThat(bench.host.rcrSlow(0x08)).isEqualTo(0x0F);
    }

    /** Erratum 5. */
    @ParameterizedTest
    @EnumSource(Revision.class)
    void shouldNowAndThenStartTheRingAt0InsteadOfErxst(Revision revision) {
        for (int ringStart : new int[] {0, 0x0100}) {
            int atZero = 0;
            Bench bench = Bench.configured(options(revision), true);
            for (int i = 0; i < 50; i++) {
                bench.host.bfc(ECON1, 4);
                bench.host.word(0x08, ringStart);
                bench.host.bfs(ECON1, 4);
                bench.chip.poke(0, 0xEE);
                bench.receive(FRAME);
                atZero += bench.chip.peek(0) == 0xEE ? 0 : 1;
            }
            assertThat(atZero).isBetween(ringStart == 0 ? 50 : 3, ringStart == 0 ? 50 : 47);
        }
    }

    /** Erratum 6. */
    @ParameterizedTest
    @EnumSource(Revision.class)
    void shouldNowAndThenHidePktif(Revision revision) {
        Bench bench = Bench.configured(options(revision), true);
        bench.receive(FRAME);
        int seen = 0;
        for (int i = 0; i < 200; i++) {
            seen += bench.host.rcr(0x1C) >> 6 & 1;
        }
        assertThat(seen).isBetween(150, 199);
    }

    /** Erratum 7. */
    @ParameterizedTest
    @EnumSource(Revision.class)
    void shouldNotCorrectThePolarity(Revision revision) {
        Bench bench = Bench.configured(options(revision), true);
        assertThat(bench.host.phyRead(0x11) & 0x20).as("PLRITY").isZero();
        bench.faults.reversePolarity(true);
        assertThat(bench.host.phyRead(0x11) & 0x20).as("PLRITY").isNotZero();
        bench.receive(FRAME);
        assertThat(bench.packets()).isZero();
        bench.faults.none();
        bench.receive(FRAME);
        assertThat(bench.packets()).isEqualTo(1);
    }

    /** Erratum 9. */
    @ParameterizedTest
    @EnumSource(Revision.class)
    void shouldHearItselfNowAndThenInHalfDuplexWithoutHdldis(Revision revision) {
        Bench bench = Bench.configured(options(revision), false);
        bench.host.phyWrite(0x10, 0);
        for (int i = 0; i < 40; i++) {
            bench.send(FRAME);
            bench.run(1_000_000);
            bench.resetTransmitter();
        }
        assertThat(bench.packets()).isBetween(2, 30);
    }

    /** Erratum 10: full duplex loopback in the PHY loses frames; in half duplex it works. */
    @ParameterizedTest
    @EnumSource(Revision.class)
    void shouldLoseFramesInTheLoopbackOfThePhyInFullDuplex(Revision revision) {
        for (boolean fullDuplex : new boolean[] {true, false}) {
            Bench bench = Bench.configured(options(revision), fullDuplex);
            bench.host.phyWrite(0x00, 0x4000 | (fullDuplex ? 0x0100 : 0));
            for (int i = 0; i < 40; i++) {
                bench.send(FRAME);
                bench.run(1_000_000);
                bench.resetTransmitter();
            }
            assertThat(bench.medium.sent).as("on the cable").isEmpty();
            if (fullDuplex) {
                assertThat(bench.packets()).isBetween(15, 39);
            } else {
                assertThat(bench.packets()).isBetween(39, 40);
            }
        }
    }

    /** Errata 12 and 15. */
    @ParameterizedTest
    @EnumSource(Revision.class)
    void shouldStallAfterAnAbortInHalfDuplexAndNeverSetLatecol(Revision revision) {
        for (boolean fullDuplex : new boolean[] {true, false}) {
            Bench bench = Bench.configured(options(revision), fullDuplex);
            bench.faults.transmit(TransmitFault.LATE_COLLISION, 1);
            bench.send(FRAME);
            bench.run(1_000_000);
            assertThat(bench.host.rcr(0x1D) & 0x12).as("TXABRT without LATECOL").isEqualTo(0x02);
            bench.host.bfc(0x1C, 0x0A);
            bench.host.bfs(ECON1, 0x08);
            bench.run(20_000_000);
            assertThat(bench.sending()).isEqualTo(!fullDuplex);
            assertThat(bench.medium.sent).hasSize(fullDuplex ? 1 : 0);
            bench.host.bfs(ECON1, 0x80);
            bench.host.bfc(ECON1, 0x80);
            assertThat(bench.host.rcr(0x1C) & 0x02).as("TXERIF by the release").isEqualTo(fullDuplex ? 0 : 2);
        }
    }

    /** Erratum 13, on B5 and B7: TXERIF without TXIF, TXRTS stays, and the status vector tells of a late collision. */
    @ParameterizedTest
    @EnumSource(Revision.class)
    void shouldNowAndThenTakeALinkPulseForACollision(Revision revision) {
        for (boolean fullDuplex : new boolean[] {true, false}) {
            Bench bench = Bench.configured(options(revision), fullDuplex);
            int taken = 0;
            for (int i = 0; i < 6_000; i++) {
                bench.host.bfc(0x1C, 0x0A);
                bench.send(FRAME);
                bench.run(200_000);
                if (bench.sending()) {
                    taken++;
                    assertThat(bench.host.rcr(0x1C) & 0x0A).isEqualTo(0x02);
                    assertThat(bench.status() >> 29 & 1).isEqualTo(1);
                    bench.resetTransmitter();
                }
            }
            boolean concerned = !fullDuplex && (revision == Revision.B5 || revision == Revision.B7);
            assertThat(taken).isBetween(concerned ? 1 : 0, concerned ? 25 : 0);
        }
    }

    /** Erratum 14. */
    @ParameterizedTest
    @EnumSource(Revision.class)
    void shouldCorruptAHeaderNowAndThenAfterAnEvenErxrdpt(Revision revision) {
        for (int odd : new int[] {0, 1}) {
            Bench bench = Bench.configured(options(revision), true);
            int wrong = 0;
            for (int i = 0; i < 40; i++) {
                bench.host.word(0x0C, odd == 1 ? 0x19FF : 0x19FE);
                int at = bench.host.word(0x0E);
                bench.receive(FRAME);
                bench.host.word(0x00, at);
                byte[] header = bench.host.rbm(2);
                wrong += (header[0] & 0xFF | (header[1] & 0xFF) << 8) == bench.host.word(0x0E) ? 0 : 1;
            }
            assertThat(wrong).isBetween(odd == 1 ? 0 : 5, odd == 1 ? 0 : 35);
        }
    }

    /** Erratum 16: what PDPXMD is after a reset is a matter of chance. */
    @ParameterizedTest
    @EnumSource(Revision.class)
    void shouldNotCountOnTheDuplexStrap(Revision revision) {
        Bench bench = new Bench(options(revision));
        int full = 0;
        for (int i = 0; i < 60; i++) {
            bench.host.src();
            bench.run(1_100_000);
            full += bench.host.phyRead(0x00) >> 8 & 1;
        }
        assertThat(full).isBetween(5, 40);
    }

    /** Erratum 17 is in {@link DmaTest}; this is erratum 18: the pattern filter accepts what it should reject. */
    @ParameterizedTest
    @EnumSource(Revision.class)
    void shouldNowAndThenAcceptWhatHasAnotherPattern(Revision revision) {
        Bench bench = Bench.configured(options(revision), true);
        bench.host.bank(1);
        bench.host.wcr(0x18, 0x30);
        bench.host.wcr(0x08, 0x3F);
        bench.host.wcr(0x10, 0x12);
        for (int i = 0; i < 100; i++) {
            bench.receive(Bench.frame(Bench.OWN, 60));
            bench.host.word(0x0C, 0x19FF);
        }
        assertThat(bench.packets()).isBetween(1, 25);
    }

    /** Erratum 19. */
    @ParameterizedTest
    @EnumSource(Revision.class)
    void shouldIgnoreAResetInPowerSave(Revision revision) {
        Bench bench = new Bench(options(revision));
        bench.host.wcr(0x1B, 0xC0);
        bench.host.bfs(0x1E, 0x20);
        bench.host.src();
        assertThat(bench.host.rcr(0x1B)).isEqualTo(0xC0);
        bench.host.bfc(0x1E, 0x20);
        bench.host.src();
        assertThat(bench.host.rcr(0x1B)).isZero();
    }

    @Test
    void shouldNumberTheErrataAsTheSheetDoes() {
        assertThat(Arrays.stream(Revision.values()).filter(r -> r.has(1))).containsExactly(Revision.B1, Revision.B4);
        assertThat(Arrays.stream(Revision.values()).filter(r -> r.has(13))).containsExactly(Revision.B5, Revision.B7);
        assertThat(Revision.values()).allMatch(r -> r.has(19) && r.has(2) && !r.has(0) && !r.has(20));
    }
}
