package dev.kogame.apps;

import java.util.List;
import java.util.function.Consumer;

import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.Lamp;
import dev.kogame.enc28j60.Enc28j60;
import dev.kogame.enc28j60.Enc28j60Config;
import dev.kogame.enc28j60.chip.Enc28j60Chip;

/** The model of the ENC28J60 between its real driver and the link. */
final class SimBoard implements Board {

    private final Enc28j60Chip chip;
    private final Enc28j60 driver;
    private final Lamp lamp;
    private final Duty watch;

    /** @param cable the link's port, or what stands in front of it */
    SimBoard(EthernetPort cable, Lamp lamp, long macAddress, Consumer<String> news) {
        this.lamp = lamp;
        chip = new Enc28j60Chip(cable);
        driver = new Enc28j60(chip, chip, Enc28j60Config.halfDuplex(macAddress));
        watch = new DriverWatch(driver, news);
    }

    @Override
    public EthernetPort port() {
        return driver;
    }

    @Override
    public Lamp lamp() {
        return lamp;
    }

    /** The model has its turn before the driver's, so that what arrived meanwhile is in the chip. */
    @Override
    public List<Duty> duties(Duty stack) {
        return List.of(chip, stack, watch);
    }

    @Override
    public String report() {
        String broken = chip.violations() == 0 ? "no rule of the data sheet broken" : chip.describeViolations();
        String events = driver.counters().toString();
        return "ENC28J60: " + chip.spiCycles() + " SPI cycles of " + chip.spiOctets() + " octets, " + broken
                + (events.isEmpty() ? "" : "; " + events);
    }
}
