package dev.kogame.enc28j60.chip;

import dev.kogame.board.Boot;

/**
 * The control registers: four banks of 32, of which the last five are the same in every bank (DS39662 section 3.1).
 *
 * <p>A register is named by its index: the bank in bits 6..5, the address in bits 4..0; the common ones stand in bank 0's
 * place. Registers of 16 bits have their low half first. What a bit does is the business of the parts that read it here.
 */
final class Registers {
    static final int ERDPT = 0x00;
    static final int EWRPT = 0x02;
    static final int ETXST = 0x04;
    static final int ETXND = 0x06;
    static final int ERXST = 0x08;
    static final int ERXND = 0x0A;
    static final int ERXRDPT = 0x0C;
    static final int ERXWRPT = 0x0E;
    static final int EDMAST = 0x10;
    static final int EDMAND = 0x12;
    static final int EDMADST = 0x14;
    static final int EDMACS = 0x16;
    static final int EHT0 = 0x20;
    static final int EPMM0 = 0x28;
    static final int EPMCS = 0x30;
    static final int EPMO = 0x34;
    static final int ERXFCON = 0x38;
    static final int EPKTCNT = 0x39;
    static final int MACON1 = 0x40;
    static final int MACON3 = 0x42;
    static final int MACON4 = 0x43;
    static final int MABBIPG = 0x44;
    static final int MACLCON1 = 0x48;
    static final int MACLCON2 = 0x49;
    static final int MAMXFL = 0x4A;
    static final int MICMD = 0x52;
    static final int MIREGADR = 0x54;
    static final int MIWR = 0x56;
    static final int MIRD = 0x58;
    static final int MAADR5 = 0x60;
    static final int MISTAT = 0x6A;
    static final int EREVID = 0x72;
    static final int ECOCON = 0x75;
    static final int EFLOCON = 0x77;
    static final int EPAUS = 0x78;
    static final int EIE = 0x1B;
    static final int EIR = 0x1C;
    static final int ESTAT = 0x1D;
    static final int ECON2 = 0x1E;
    static final int ECON1 = 0x1F;

    static final int EIE_INTIE = 0x80;
    static final int EIR_PKTIF = 0x40;
    static final int EIR_DMAIF = 0x20;
    static final int EIR_LINKIF = 0x10;
    static final int EIR_TXIF = 0x08;
    static final int EIR_TXERIF = 0x02;
    static final int EIR_RXERIF = 0x01;
    static final int ESTAT_INT = 0x80;
    static final int ESTAT_BUFER = 0x40;
    static final int ESTAT_LATECOL = 0x10;
    static final int ESTAT_RXBUSY = 0x04;
    static final int ESTAT_TXABRT = 0x02;
    static final int ESTAT_CLKRDY = 0x01;
    static final int ECON2_AUTOINC = 0x80;
    static final int ECON2_PKTDEC = 0x40;
    static final int ECON2_PWRSV = 0x20;
    static final int ECON1_TXRST = 0x80;
    static final int ECON1_RXRST = 0x40;
    static final int ECON1_DMAST = 0x20;
    static final int ECON1_CSUMEN = 0x10;
    static final int ECON1_TXRTS = 0x08;
    static final int ECON1_RXEN = 0x04;
    static final int MACON1_MARXEN = 0x01;
    static final int MACON1_PASSALL = 0x02;
    static final int MACON1_RXPAUS = 0x04;
    static final int MACON1_TXPAUS = 0x08;
    static final int MACON3_FULDPX = 0x01;
    static final int MACON3_FRMLNEN = 0x02;
    static final int MACON3_HFRMEN = 0x04;
    static final int MACON3_TXCRCEN = 0x10;

    static final int MACON4_DEFER = 0x40;
    static final int MACON4_NOBKOFF = 0x10;
    static final int EFLOCON_FCEN = 0x03;

    static final int ETH = 0;
    static final int MAC = 1;
    static final int MII = 2;
    static final int RESERVED = 3;
    static final int ABSENT = 4;

    private static final int COUNT = 128;
    private static final byte[] GROUP = new byte[COUNT];
    private static final int[] WRITABLE = new int[COUNT];
    private static final int[] KEEP_ZERO = new int[COUNT];
    private static final int[] RESET = new int[COUNT];
    private static final String[] NAMES = """
            ERDPTL ERDPTH EWRPTL EWRPTH ETXSTL ETXSTH ETXNDL ETXNDH ERXSTL ERXSTH ERXNDL ERXNDH ERXRDPTL ERXRDPTH ERXWRPTL
            ERXWRPTH EDMASTL EDMASTH EDMANDL EDMANDH EDMADSTL EDMADSTH EDMACSL EDMACSH - - - EIE EIR ESTAT ECON2 ECON1
            EHT0 EHT1 EHT2 EHT3 EHT4 EHT5 EHT6 EHT7 EPMM0 EPMM1 EPMM2 EPMM3 EPMM4 EPMM5 EPMM6 EPMM7
            EPMCSL EPMCSH - - EPMOL EPMOH - - ERXFCON EPKTCNT - - - - - -
            MACON1 - MACON3 MACON4 MABBIPG - MAIPGL MAIPGH MACLCON1 MACLCON2 MAMXFLL MAMXFLH - - - -
            - - MICMD - MIREGADR - MIWRL MIWRH MIRDL MIRDH - - - - - -
            MAADR5 MAADR6 MAADR3 MAADR4 MAADR1 MAADR2 EBSTSD EBSTCON EBSTCSL EBSTCSH MISTAT - - - - -
            - - EREVID - - ECOCON - EFLOCON EPAUSL EPAUSH - - - - - -
            """
            .split("\\s+");

    static {
        for (int i = 0; i < COUNT; i++) {
            GROUP[i] = (byte) ((i & 0x1F) == 0x1A ? RESERVED : ABSENT);
        }
        for (int pointer = ERDPT; pointer < ERXWRPT; pointer += 2) {
            pointer(pointer, 0x1FFF, pointer == ERDPT || pointer == ERXST || pointer == ERXRDPT ? 0x05FA : 0);
        }
        pointer(ERXND, 0x1FFF, 0x1FFF);
        pointer(ERXWRPT, 0, 0);
        for (int pointer = EDMAST; pointer < EDMACS; pointer += 2) {
            pointer(pointer, 0x1FFF, 0);
        }
        pointer(EDMACS, 0, 0);

        for (int i = EHT0; i < EHT0 + 0x12; i++) {
            octet(i, ETH, 0xFF, 0, 0);
        }
        pointer(0x34, 0x1FFF, 0);
        octet(0x36, RESERVED, 0, 0, 0);
        octet(0x37, RESERVED, 0, 0, 0);
        octet(ERXFCON, ETH, 0xFF, 0, 0xA1);
        octet(EPKTCNT, ETH, 0, 0, 0);

        octet(MACON1, MAC, 0x0F, 0x10, 0);
        octet(MACON3, MAC, 0xFF, 0, 0);
        octet(MACON4, MAC, 0x70, 0x03, 0);
        octet(MABBIPG, MAC, 0x7F, 0, 0);
        octet(0x46, MAC, 0x7F, 0, 0);
        octet(0x47, MAC, 0x7F, 0, 0);
        octet(0x48, MAC, 0x0F, 0, 0x0F);
        octet(0x49, MAC, 0x3F, 0, 0x37);
        octet(MAMXFL, MAC, 0xFF, 0, 0x00);
        octet(MAMXFL + 1, MAC, 0xFF, 0, 0x06);
        octet(MICMD, MII, 0x03, 0, 0);
        octet(MIREGADR, MII, 0x1F, 0, 0);
        octet(MIWR, MII, 0xFF, 0, 0);
        octet(MIWR + 1, MII, 0xFF, 0, 0);
        octet(MIRD, MII, 0, 0, 0);
        octet(MIRD + 1, MII, 0, 0, 0);
        for (int i : new int[] {0x41, 0x4C, 0x4D, 0x4E, 0x50, 0x51, 0x55}) {
            octet(i, RESERVED, 0, 0, 0);
        }

        for (int i = MAADR5; i < MAADR5 + 6; i++) {
            octet(i, MAC, 0xFF, 0, 0);
        }
        octet(0x66, ETH, 0xFF, 0, 0);
        octet(0x67, ETH, 0xFF, 0, 0);
        octet(0x68, ETH, 0, 0, 0);
        octet(0x69, ETH, 0, 0, 0);
        octet(MISTAT, MII, 0, 0, 0);
        octet(EREVID, ETH, 0, 0, 0);
        octet(ECOCON, ETH, 0x07, 0, 0x04);
        octet(0x76, RESERVED, 0, 0, 0);
        octet(EFLOCON, ETH, 0x03, 0, 0);
        octet(0x78, ETH, 0xFF, 0, 0x00);
        octet(0x79, ETH, 0xFF, 0, 0x10);

        octet(EIE, ETH, 0xFB, 0x04, 0);
        octet(EIR, ETH, 0x2B, 0, 0);
        octet(ESTAT, ETH, 0x52, 0, 0);
        octet(ECON2, ETH, 0xE8, 0x10, 0x80);
        octet(ECON1, ETH, 0xFF, 0, 0);
    }

    private final int[] value = new int[COUNT];
    private final Violations violations;
    private final int erevid;

    Registers(int erevid, Violations violations) {
        this.erevid = erevid;
        this.violations = violations;
        powerOn();
    }

    private static void octet(int register, int group, int writable, int keepZero, int reset) {
        GROUP[register] = (byte) group;
        WRITABLE[register] = writable;
        KEEP_ZERO[register] = keepZero;
        RESET[register] = reset;
    }

    private static void pointer(int register, int writable, int reset) {
        octet(register, ETH, writable & 0xFF, 0, reset & 0xFF);
        octet(register + 1, ETH, writable >> 8, 0, reset >> 8);
    }

    /** The register that a 5-bit address means while {@code bank} is selected. */
    static int index(int bank, int address) {
        return address > 0x1A ? address : bank << 5 | address;
    }

    /** Whether a read of it puts a dummy octet before the value: all of bank 2, and in bank 3 the MAC's and the MII's. */
    static boolean hasDummy(int register) {
        return isMacOrMii(register) || register >> 5 == 2 && GROUP[register] != ETH;
    }

    static boolean isMacOrMii(int register) {
        return GROUP[register] == MAC || GROUP[register] == MII;
    }

    /** The data sheet's name of a register, or where it is if it has none. */
    @Boot
    static String name(int register) {
        String name = NAMES[index(register >> 5, register & 0x1F) & COUNT - 1];
        return name.equals("-")
                ? "bank " + (register >> 5) + " address 0x" + Integer.toHexString(register & 0x1F)
                : name;
    }

    /** All registers as after power-on. */
    void powerOn() {
        System.arraycopy(RESET, 0, value, 0, COUNT);
        value[EREVID] = erevid;
    }

    /** All registers as after a system reset, which leaves ECOCON alone (section 11). */
    void systemReset() {
        int ecocon = value[ECOCON];
        powerOn();
        value[ECOCON] = ecocon;
    }

    int get(int register) {
        return value[register];
    }

    int word(int register) {
        return value[register] | value[register + 1] << 8;
    }

    boolean has(int register, int bits) {
        return (value[register] & bits) != 0;
    }

    /** Stores what the chip itself puts there. */
    void set(int register, int octet) {
        value[register] = octet;
    }

    void setWord(int register, int word) {
        value[register] = word & 0xFF;
        value[register + 1] = word >> 8;
    }

    void raise(int register, int bits) {
        value[register] |= bits;
    }

    void lower(int register, int bits) {
        value[register] &= ~bits;
    }

    /** Stores what the host writes, as far as the register has such bits and lets it. */
    void write(int register, int octet) {
        if (GROUP[register] == RESERVED) {
            violations.add(Violation.RESERVED_ADDRESS, register);
            return;
        }
        if (GROUP[register] == ABSENT) {
            return;
        }
        int writable = WRITABLE[register];
        if (writable == 0) {
            violations.add(Violation.READ_ONLY_WRITTEN, register);
        }
        if ((octet & KEEP_ZERO[register]) != 0) {
            violations.add(Violation.RESERVED_BIT_SET, register);
        }
        value[register] = value[register] & ~writable | octet & writable;
    }
}
