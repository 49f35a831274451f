package dev.kogame.enc28j60;

/**
 * The control registers the driver uses: address in bits 4..0, bank in bits 6..5, {@link #SLOW} where the MAC or the MII
 * answers (a dummy octet comes before the value), {@link #COMMON} for the five that every bank shows (DS39662 table 3-1).
 */
final class Registers {
    static final int SLOW = 0x80;
    static final int COMMON = 0x100;

    static final int ERDPT = 0x00;
    static final int EWRPT = 0x02;
    static final int ETXST = 0x04;
    static final int ETXND = 0x06;
    static final int ERXST = 0x08;
    static final int ERXND = 0x0A;
    static final int ERXRDPT = 0x0C;
    static final int ERXWRPT = 0x0E;

    private static final int BANK1 = 1 << 5;
    static final int EHT0 = BANK1;
    static final int ERXFCON = BANK1 | 0x18;
    static final int EPKTCNT = BANK1 | 0x19;

    private static final int BANK2 = 2 << 5 | SLOW;
    static final int MACON1 = BANK2;
    static final int MACON3 = BANK2 | 0x02;
    static final int MACON4 = BANK2 | 0x03;
    static final int MABBIPG = BANK2 | 0x04;
    static final int MAIPGL = BANK2 | 0x06;
    static final int MAIPGH = BANK2 | 0x07;
    static final int MAMXFLL = BANK2 | 0x0A;
    static final int MAMXFLH = BANK2 | 0x0B;
    static final int MICMD = BANK2 | 0x12;
    static final int MIREGADR = BANK2 | 0x14;
    static final int MIWRL = BANK2 | 0x16;
    static final int MIWRH = BANK2 | 0x17;
    static final int MIRDL = BANK2 | 0x18;
    static final int MIRDH = BANK2 | 0x19;

    private static final int BANK3 = 3 << 5;
    /** The address's first octet; the data sheet calls it MAADR1, older headers MAADR5. */
    static final int MAADR_OCTET0 = BANK3 | SLOW | 0x04;
    static final int MAADR_OCTET1 = BANK3 | SLOW | 0x05;
    static final int MAADR_OCTET2 = BANK3 | SLOW | 0x02;
    static final int MAADR_OCTET3 = BANK3 | SLOW | 0x03;
    static final int MAADR_OCTET4 = BANK3 | SLOW;
    static final int MAADR_OCTET5 = BANK3 | SLOW | 0x01;
    static final int MISTAT = BANK3 | SLOW | 0x0A;
    static final int EREVID = BANK3 | 0x12;
    static final int ECOCON = BANK3 | 0x15;

    static final int EIE = COMMON | 0x1B;
    static final int EIR = COMMON | 0x1C;
    static final int ESTAT = COMMON | 0x1D;
    static final int ECON2 = COMMON | 0x1E;
    static final int ECON1 = COMMON | 0x1F;

    static final int EIE_INTIE = 0x80;
    static final int EIR_PKTIF = 0x40;
    static final int EIR_LINKIF = 0x10;
    static final int EIR_TXIF = 0x08;
    static final int EIR_TXERIF = 0x02;
    static final int EIR_RXERIF = 0x01;
    static final int ESTAT_BUFER = 0x40;
    static final int ESTAT_LATECOL = 0x10;
    static final int ESTAT_BIT3 = 0x08;
    static final int ESTAT_TXABRT = 0x02;
    static final int ESTAT_CLKRDY = 0x01;
    static final int ECON2_AUTOINC = 0x80;
    static final int ECON2_PKTDEC = 0x40;
    static final int ECON2_PWRSV = 0x20;
    static final int ECON1_TXRST = 0x80;
    static final int ECON1_RXRST = 0x40;
    static final int ECON1_TXRTS = 0x08;
    static final int ECON1_RXEN = 0x04;
    static final int ECON1_BSEL = 0x03;

    /** PHY registers, reached through the MII. */
    static final int PHCON1 = 0x00;
    static final int PHCON2 = 0x10;
    static final int PHSTAT2 = 0x11;
    static final int PHIE = 0x12;
    static final int PHIR = 0x13;
    static final int PHLCON = 0x14;
    static final int PHSTAT2_LSTAT = 0x0400;

    private Registers() {
    }
}
