package dev.kogame.apps;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

import dev.kogame.apps.link.Link;
import dev.kogame.apps.link.PolledLink;
import dev.kogame.board.Button;
import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.Lamp;
import dev.kogame.board.linux.GpioLine;
import dev.kogame.board.linux.Spidev;
import dev.kogame.board.pi4j.PiHeader;
import dev.kogame.enc28j60.Enc28j60;
import dev.kogame.enc28j60.Enc28j60Config;

/** A Raspberry Pi with an ENC28J60 on its SPI and a lamp on a pin. What is plugged into the chip is the link. */
final class PiBoard implements Board {

    private final Spidev bus;
    private final Enc28j60 driver;
    private final Link link;
    private final PiHeader header;
    private final Lamp lamp;
    private final Duty watch;
    /** What was opened, the last first. */
    private final Deque<Runnable> closings = new ArrayDeque<>();

    /**
     * Opens the board's devices.
     *
     * @param macAddress none to make one of the board's serial number
     * @throws IOException if this machine has not got them; the message says why and what to do
     */
    PiBoard(PiConfig config, OptionalLong macAddress, Consumer<String> news) throws IOException {
        try {
            bus = Spidev.open(config.spiDevice(), config.spiSpeedHz());
            closings.push(bus::close);
            GpioLine interrupt = GpioLine.openOnHeader(config.interruptGpio());
            closings.push(interrupt::close);
            long mac = macAddress.isPresent() ? macAddress.getAsLong() : BoardSerial.macAddress();
            header = PiHeader.open();
            closings.push(header::close);
            lamp = config.lamp() == PiConfig.LampKind.PWM
                    ? header.pwmLamp(config.lampGpio())
                    : header.lamp(config.lampGpio());
            driver = new Enc28j60(bus, interrupt, new Enc28j60Config(mac, config.fullDuplex()));
            watch = new DriverWatch(driver, news);
            link = new PolledLink(driver, interrupt, () -> closings.forEach(Runnable::run));
        } catch (IOException | RuntimeException e) {
            closings.forEach(Runnable::run);
            throw e;
        }
    }

    @Override
    public EthernetPort port() {
        return driver;
    }

    @Override
    public Lamp lamp() {
        return lamp;
    }

    @Override
    public Button button(int gpio) throws IOException {
        return header.button(gpio);
    }

    /** The chip, with all that this board opened: closing it gives everything back. */
    Link link() {
        return link;
    }

    @Override
    public List<Duty> duties(Duty stack) {
        return List.of(stack, watch);
    }

    @Override
    public String report() {
        String events = driver.counters().toString();
        return "ENC28J60 on " + bus + (events.isEmpty() ? "" : ": " + events);
    }
}
