package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.enc28j60.chip.Enc28j60Chip;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChipAccessTest {
    private static final int PHID1 = 0x02;
    private static final int PHID2 = 0x03;

    private final Enc28j60Chip model = new Rig().chip;
    private final FaultyBus bus = new FaultyBus(model);
    private final ChipAccess chip = new ChipAccess(bus);

    @BeforeEach
    void awaitClock() {
        model.poll(1_000_000, 8);
    }

    @Test
    void shouldReadAPhyRegisterWhereverTheReadBeforeItWasBrokenOff() {
        for (int cycle = 0; cycle < 20; cycle++) {
            bus.breakAfter(cycle);
            while (!bus.broke()) {
                chip.readPhy(PHID1);
            }
            // As long as a restart of the driver takes at least, so that the access is over in the chip.
            model.poll(model.nowNs() + 20_000, 8);
            assertThat(chip.readPhy(PHID2)).as("after a break at cycle %d", cycle).isEqualTo(0x1400);
        }
        assertThat(model.violations()).isZero();
    }

    @Test
    void shouldReachEveryBankFromEveryOther() {
        int[] registers = {Registers.ERXND, Registers.ERXFCON, Registers.MAMXFLH, Registers.EREVID};
        int[] values = {0xFF, 0xA1, 0x06, 0x06};
        for (int from = 0; from < 4; from++) {
            for (int to = 0; to < 4; to++) {
                chip.readNow(registers[from]);
                assertThat(chip.readNow(registers[to])).isEqualTo(values[to]);
                chip.forgetBank();
            }
        }
    }

    @Test
    void shouldSayThatTheMiiStaysBusy() {
        model.faults().miiStuck(true);
        assertThat(chip.readPhy(PHID1)).isEqualTo(ChipAccess.MII_BUSY);
        assertThat(chip.writePhy(Registers.PHCON1, 0)).isEqualTo(ChipAccess.MII_BUSY);
    }
}
