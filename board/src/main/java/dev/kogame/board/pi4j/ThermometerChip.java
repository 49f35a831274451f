package dev.kogame.board.pi4j;

/** The thermometers on I2C that are known, each with a temperature register of 16 bits, high octet first. */
public enum ThermometerChip {

    /**
     * Texas Instruments TMP102 (SBOS397): 12 bits of 1/16 °C at the top of the register, 13 bits in the extended mode, in which
     * the lowest bit reads 1.
     */
    TMP102(0x48, 0x00) {
        @Override
        public int milliCelsius(int register) {
            int sixteenths = (short) register >> ((register & TMP102_EXTENDED) != 0 ? 3 : 4);
            return sixteenths * MILLI / 16;
        }
    },

    /** Microchip MCP9808 (DS25095): three alert flags, then 13 bits of 1/16 °C. */
    MCP9808(0x18, 0x05) {
        @Override
        public int milliCelsius(int register) {
            int sixteenths = (short) (register << 3) >> 3;
            return sixteenths * MILLI / 16;
        }
    },

    /** LM75 and what follows it: 9 bits of 1/2 °C at the top of the register. Finer bits, which some have, are left out. */
    LM75(0x48, 0x00) {
        @Override
        public int milliCelsius(int register) {
            int halves = (short) register >> 7;
            return halves * MILLI / 2;
        }
    };

    private static final int MILLI = 1000;
    private static final int TMP102_EXTENDED = 1;

    private final int address;
    private final int register;

    ThermometerChip(int address, int register) {
        this.address = address;
        this.register = register;
    }

    /** The 7-bit address with all address pins low. */
    public int address() {
        return address;
    }

    /** The number of the temperature register. */
    int register() {
        return register;
    }

    /**
     * What the temperature register says, in thousandths of a degree Celsius, cut towards 0 where the chip is finer than that.
     *
     * @param register 16 bits, the octet that came first on top
     */
    public abstract int milliCelsius(int register);
}
