package dev.kogame.enc28j60.chip;

/** Talks to the chip command by command, as a test of the chip reads best. */
final class Host {
    final Enc28j60Chip chip;
    private final byte[] octets = new byte[4096];

    Host(Enc28j60Chip chip) {
        this.chip = chip;
    }

    /** RCR without dummy octet. */
    int rcr(int address) {
        chip.read(address, octets, 0, 1);
        chip.run();
        return octets[0] & 0xFF;
    }

    /** RCR of a MAC or MII register: the value comes second. */
    int rcrSlow(int address) {
        chip.read(address, octets, 0, 2);
        chip.run();
        return octets[1] & 0xFF;
    }

    void wcr(int address, int value) {
        chip.write(0x40 | address, value);
        chip.run();
    }

    void bfs(int address, int mask) {
        chip.write(0x80 | address, mask);
        chip.run();
    }

    void bfc(int address, int mask) {
        chip.write(0xA0 | address, mask);
        chip.run();
    }

    void src() {
        chip.command(0xFF);
        chip.run();
    }

    void bank(int bank) {
        bfc(0x1F, 3);
        bfs(0x1F, bank);
    }

    int word(int address) {
        return rcr(address) | rcr(address + 1) << 8;
    }

    void word(int address, int value) {
        wcr(address, value & 0xFF);
        wcr(address + 1, value >> 8);
    }

    byte[] rbm(int count) {
        chip.read(0x3A, octets, 0, count);
        chip.run();
        return java.util.Arrays.copyOf(octets, count);
    }

    void wbm(int... values) {
        byte[] from = new byte[values.length];
        for (int i = 0; i < from.length; i++) {
            from[i] = (byte) values[i];
        }
        wbm(from);
    }

    void wbm(byte[] from) {
        chip.write(0x7A, from, 0, from.length);
        chip.run();
    }

    void phyWrite(int register, int value) {
        bank(2);
        wcr(0x14, register);
        wcr(0x16, value & 0xFF);
        wcr(0x17, value >> 8);
        awaitMii();
    }

    int phyRead(int register) {
        bank(2);
        wcr(0x14, register);
        wcr(0x12, 0x00);
        wcr(0x12, 0x01);
        awaitMii();
        bank(2);
        wcr(0x12, 0x00);
        return rcrSlow(0x18) | rcrSlow(0x19) << 8;
    }

    private void awaitMii() {
        bank(3);
        for (int i = 0; (rcrSlow(0x0A) & 1) != 0; i++) {
            if (i > 100) {
                throw new AssertionError("The MII stays busy");
            }
        }
    }

    /** Configures by hand: ring 0 to {@code ringEnd}, own address 02:00:00:00:00:01, promiscuous as {@code filters} says. */
    void configure(int ringEnd, int filters, boolean fullDuplex) {
        bank(0);
        word(0x08, 0);
        word(0x0A, ringEnd);
        word(0x0C, ringEnd);
        word(0x00, 0);
        word(0x04, 0x1A00);
        bank(1);
        wcr(0x18, filters);
        bank(2);
        wcr(0x00, 0x01);
        wcr(0x02, fullDuplex ? 0x33 : 0x32);
        wcr(0x03, 0x40);
        wcr(0x04, fullDuplex ? 0x15 : 0x12);
        wcr(0x0A, 1518 & 0xFF);
        wcr(0x0B, 1518 >> 8);
        bank(3);
        int[] mac = {0x02, 0, 0, 0, 0, 0x01};
        int[] places = {4, 5, 2, 3, 0, 1};
        for (int i = 0; i < 6; i++) {
            wcr(places[i], mac[i]);
        }
        phyWrite(0x00, fullDuplex ? 0x0100 : 0);
        phyWrite(0x10, 0x0100);
        bank(0);
        bfs(0x1F, 0x04);
    }
}
