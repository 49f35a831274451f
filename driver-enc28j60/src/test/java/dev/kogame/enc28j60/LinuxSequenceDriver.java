package dev.kogame.enc28j60;

import static dev.kogame.enc28j60.Registers.ECON1;
import static dev.kogame.enc28j60.Registers.ECON1_BSEL;
import static dev.kogame.enc28j60.Registers.ECON1_RXEN;
import static dev.kogame.enc28j60.Registers.ECON1_TXRTS;
import static dev.kogame.enc28j60.Registers.ECON2;
import static dev.kogame.enc28j60.Registers.ECON2_AUTOINC;
import static dev.kogame.enc28j60.Registers.ECON2_PKTDEC;
import static dev.kogame.enc28j60.Registers.EIE;
import static dev.kogame.enc28j60.Registers.EIE_INTIE;
import static dev.kogame.enc28j60.Registers.EIR;
import static dev.kogame.enc28j60.Registers.EIR_PKTIF;
import static dev.kogame.enc28j60.Registers.EIR_RXERIF;
import static dev.kogame.enc28j60.Registers.EIR_TXERIF;
import static dev.kogame.enc28j60.Registers.EIR_TXIF;
import static dev.kogame.enc28j60.Registers.EPKTCNT;
import static dev.kogame.enc28j60.Registers.ERDPT;
import static dev.kogame.enc28j60.Registers.ERXFCON;
import static dev.kogame.enc28j60.Registers.ERXND;
import static dev.kogame.enc28j60.Registers.ERXRDPT;
import static dev.kogame.enc28j60.Registers.ERXST;
import static dev.kogame.enc28j60.Registers.ESTAT;
import static dev.kogame.enc28j60.Registers.ESTAT_TXABRT;
import static dev.kogame.enc28j60.Registers.ETXND;
import static dev.kogame.enc28j60.Registers.ETXST;
import static dev.kogame.enc28j60.Registers.EWRPT;
import static dev.kogame.enc28j60.Registers.MAADR_OCTET0;
import static dev.kogame.enc28j60.Registers.MAADR_OCTET1;
import static dev.kogame.enc28j60.Registers.MAADR_OCTET2;
import static dev.kogame.enc28j60.Registers.MAADR_OCTET3;
import static dev.kogame.enc28j60.Registers.MAADR_OCTET4;
import static dev.kogame.enc28j60.Registers.MAADR_OCTET5;
import static dev.kogame.enc28j60.Registers.MABBIPG;
import static dev.kogame.enc28j60.Registers.MACON1;
import static dev.kogame.enc28j60.Registers.MACON3;
import static dev.kogame.enc28j60.Registers.MACON4;
import static dev.kogame.enc28j60.Registers.MAIPGH;
import static dev.kogame.enc28j60.Registers.MAIPGL;
import static dev.kogame.enc28j60.Registers.MAMXFLH;
import static dev.kogame.enc28j60.Registers.MAMXFLL;
import static dev.kogame.enc28j60.Registers.MIREGADR;
import static dev.kogame.enc28j60.Registers.MIWRH;
import static dev.kogame.enc28j60.Registers.MIWRL;
import static dev.kogame.enc28j60.Registers.PHCON1;
import static dev.kogame.enc28j60.Registers.PHCON2;

import dev.kogame.board.Deadlines;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.InterruptLine;
import dev.kogame.board.SpiBus;

/**
 * What Linux 6's driver does on the bus while frames come and go, written from a count of its accesses: each access is a run of
 * its own, every packet is sought twice, the transmit interrupt is used. A yardstick, not a driver: no link events, no time-outs.
 *
 * <p>Where the count leaves something open the cheaper way was taken: RXERIF is only cleared.
 */
final class LinuxSequenceDriver implements EthernetPort {
    private static final int RCR = 0x00;
    private static final int RBM = 0x3A;
    private static final int WCR = 0x40;
    private static final int WBM = 0x7A;
    private static final int BFS = 0x80;
    private static final int BFC = 0xA0;
    private static final int SRC = 0xFF;
    private static final int ADDRESS = 0x1F;

    private static final int RING_LAST = 0x19FF;
    private static final int SLOT = 0x1A00;
    private static final int HEADER_OCTETS = 6;
    private static final int FCS_OCTETS = 4;
    private static final byte[] CONTROL = {0x00};
    private static final long RESET_NS = 2_000_000;

    private final SpiBus bus;
    private final InterruptLine interrupt;
    private final long mac;
    private final byte[] value = new byte[2];
    private final byte[] header = new byte[HEADER_OCTETS];
    private final byte[] image = new byte[EthernetPort.MAX_FRAME_OCTETS + FCS_OCTETS];
    private int bank;
    private int next;
    /** Inside the interrupt's handler: between clearing and setting INTIE. */
    private boolean handling;
    private boolean passFoundWork;
    /** Packets of this pass that are still to be read. */
    private int packets;
    private boolean sending;
    private boolean overrun;
    private long upNs = -1;
    private boolean up;

    LinuxSequenceDriver(SpiBus bus, InterruptLine interrupt, long mac) {
        this.bus = bus;
        this.interrupt = interrupt;
        this.mac = mac;
    }

    @Override
    public int poll(long nowNs) {
        if (upNs < 0) {
            bus.command(SRC);
            bus.run();
            upNs = nowNs + RESET_NS;
            return 1;
        }
        if (!up && nowNs >= upNs) {
            configure();
            up = true;
            return 1;
        }
        if (up && !handling && interrupt.asserted()) {
            clearBits(EIE, EIE_INTIE);
            handling = true;
            pass();
            return 1;
        }
        return 0;
    }

    @Override
    public long nextDeadlineNs() {
        if (!up) {
            return Math.max(0, upNs);
        }
        return handling || interrupt.asserted() ? 0 : Deadlines.NEVER;
    }

    /** One walk over the causes of the interrupt; packets are then fetched by {@link #receive}. */
    private void pass() {
        int flags = read(EIR);
        passFoundWork = false;
        if ((flags & EIR_TXIF) != 0) {
            passFoundWork = true;
            if ((read(ESTAT) & ESTAT_TXABRT) != 0) {
                throw new AssertionError("this driver knows no failed transmission");
            }
            clearBits(ECON1, ECON1_TXRTS);
            clearBits(EIR, EIR_TXIF);
            sending = false;
        }
        if ((flags & EIR_RXERIF) != 0) {
            passFoundWork = true;
            overrun = true;
            clearBits(EIR, EIR_RXERIF);
        }
        packets = read(EPKTCNT);
        passFoundWork |= packets > 0;
    }

    @Override
    public int receive(byte[] frame, int at, int capacity, long nowNs) {
        while (handling && packets == 0) {
            if (passFoundWork) {
                pass();
            } else {
                setBits(EIE, EIE_INTIE);
                handling = false;
            }
        }
        if (overrun) {
            overrun = false;
            return RECEIVE_OVERRUN;
        }
        return packets > 0 ? take(frame, at) : NONE;
    }

    private int take(byte[] frame, int at) {
        packets--;
        writeWord(ERDPT, next);
        readMemory(header, HEADER_OCTETS);
        int following = word(0);
        int withFcs = word(2);
        int start = next + HEADER_OCTETS;
        writeWord(ERDPT, start > RING_LAST ? start - RING_LAST - 1 : start);
        readMemory(image, withFcs);
        // Erratum 14: an odd address, the one before the next packet.
        writeWord(ERXRDPT, following == 0 ? RING_LAST : following - 1);
        setBits(ECON2, ECON2_PKTDEC);
        next = following;
        System.arraycopy(image, 0, frame, at, withFcs - FCS_OCTETS);
        return withFcs - FCS_OCTETS;
    }

    private int word(int at) {
        return header[at] & 0xFF | (header[at + 1] & 0xFF) << 8;
    }

    @Override
    public int transmit(byte[] frame, int at, int octets, long nowNs) {
        if (!up) {
            return FAILED;
        }
        if (sending) {
            return BUSY;
        }
        sending = true;
        writeWord(EWRPT, SLOT);
        writeWord(ETXND, SLOT + octets);
        writeMemory(CONTROL, 0, 1);
        writeMemory(frame, at, octets);
        setBits(ECON1, ECON1_TXRTS);
        return SENT;
    }

    private void configure() {
        write(ECON2, ECON2_AUTOINC);
        writeWord(ERXST, 0);
        writeWord(ERXND, RING_LAST);
        writeWord(ERXRDPT, RING_LAST);
        writeWord(ETXST, SLOT);
        write(ERXFCON, 0xA3);
        // Erratum 16: half duplex is not left to the strap.
        write(MIREGADR, PHCON1);
        write(MIWRL, 0x00);
        write(MIWRH, 0x00);
        write(MACON1, 0x01);
        write(MACON3, 0x32);
        write(MACON4, 0x40);
        write(MABBIPG, 0x12);
        write(MAIPGL, 0x12);
        write(MAIPGH, 0x0C);
        write(MAMXFLL, 1518 & 0xFF);
        write(MAMXFLH, 1518 >> 8);
        write(MAADR_OCTET0, (int) (mac >> 40));
        write(MAADR_OCTET1, (int) (mac >> 32));
        write(MAADR_OCTET2, (int) (mac >> 24));
        write(MAADR_OCTET3, (int) (mac >> 16));
        write(MAADR_OCTET4, (int) (mac >> 8));
        write(MAADR_OCTET5, (int) mac);
        write(MIREGADR, PHCON2);
        write(MIWRL, 0x00);
        write(MIWRH, 0x01);
        write(EIE, EIE_INTIE | EIR_PKTIF | EIR_TXIF | EIR_TXERIF | EIR_RXERIF);
        // Steady state: the handler leaves bank 1 behind.
        read(EPKTCNT);
        setBits(ECON1, ECON1_RXEN);
    }

    private void select(int register) {
        int wanted = register >> 5 & 3;
        if ((register & Registers.COMMON) != 0 || wanted == bank) {
            return;
        }
        if ((bank & ~wanted) != 0) {
            bus.write(BFC | ECON1 & ADDRESS, bank & ~wanted & ECON1_BSEL);
            bus.run();
        }
        if ((wanted & ~bank) != 0) {
            bus.write(BFS | ECON1 & ADDRESS, wanted & ~bank);
            bus.run();
        }
        bank = wanted;
    }

    private int read(int register) {
        select(register);
        bus.read(RCR | register & ADDRESS, value, 0, 1);
        bus.run();
        return value[0] & 0xFF;
    }

    private void write(int register, int octet) {
        select(register);
        bus.write(WCR | register & ADDRESS, octet);
        bus.run();
    }

    private void writeWord(int register, int word) {
        write(register, word & 0xFF);
        write(register + 1, word >> 8);
    }

    private void setBits(int register, int bits) {
        select(register);
        bus.write(BFS | register & ADDRESS, bits);
        bus.run();
    }

    private void clearBits(int register, int bits) {
        select(register);
        bus.write(BFC | register & ADDRESS, bits);
        bus.run();
    }

    private void readMemory(byte[] into, int octets) {
        bus.read(RBM, into, 0, octets);
        bus.run();
    }

    private void writeMemory(byte[] from, int at, int octets) {
        bus.write(WBM, from, at, octets);
        bus.run();
    }

    @Override
    public boolean linkUp() {
        return up;
    }

    @Override
    public long macAddress() {
        return mac;
    }

    @Override
    public void joinGroup(long group) {
    }

    @Override
    public void leaveGroup(long group) {
    }
}
