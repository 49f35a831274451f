package dev.kogame.board.pi4j;

import java.util.Arrays;

/**
 * The pins of the header that the hardware's PWM can drive. Which channel is behind a pin: BCM2835 ARM Peripherals 6.2 and 9 up to
 * the Raspberry Pi 4, RP1 Peripherals 3.1.1 on the Raspberry Pi 5; how the overlay is told: README of the overlays of Raspberry Pi.
 */
enum PwmPin {
    GPIO12(12, 0, 0, "dtoverlay=pwm,pin=12,func=4"), //
    GPIO13(13, 1, 1, "dtoverlay=pwm,pin=13,func=4"), //
    GPIO18(18, 0, 2, "dtoverlay=pwm"), //
    GPIO19(19, 1, 3, "dtoverlay=pwm,pin=19,func=2");

    private final int gpio;
    private final int bcmChannel;
    private final int rp1Channel;
    private final String overlay;

    PwmPin(int gpio, int bcmChannel, int rp1Channel, String overlay) {
        this.gpio = gpio;
        this.bcmChannel = bcmChannel;
        this.rp1Channel = rp1Channel;
        this.overlay = overlay;
    }

    /** @throws IllegalArgumentException if the pin has no PWM */
    static PwmPin of(int gpio) {
        return Arrays.stream(values()).filter(pin -> pin.gpio == gpio).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("GPIO" + gpio + " has no PWM: give 12, 13, 18 or 19"));
    }

    int channel(boolean rp1) {
        return rp1 ? rp1Channel : bcmChannel;
    }

    /** The line of config.txt that leads the channel to the pin. */
    String overlay() {
        return overlay;
    }
}
