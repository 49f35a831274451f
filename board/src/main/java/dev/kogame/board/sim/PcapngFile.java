package dev.kogame.board.sim;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import dev.kogame.board.EthernetPort;

/**
 * A capture of one Ethernet interface in the pcapng format (draft-ietf-opsawg-pcapng), little-endian.
 *
 * <p>Every packet is one block and one write, so after a crash of the process the file ends with a whole block and any reader
 * takes it. Writing a packet allocates nothing.
 */
public final class PcapngFile implements Closeable {
    public static final int INBOUND = 1;
    public static final int OUTBOUND = 2;

    private static final int SECTION_HEADER_BLOCK = 0x0a0d0d0a;
    private static final int INTERFACE_DESCRIPTION_BLOCK = 1;
    private static final int ENHANCED_PACKET_BLOCK = 6;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final short MAJOR_VERSION = 1;
    private static final short MINOR_VERSION = 0;
    private static final long SECTION_LENGTH_UNKNOWN = -1;
    private static final short LINKTYPE_ETHERNET = 1;

    private static final short OPT_ENDOFOPT = 0;
    private static final short SHB_HARDWARE = 2;
    private static final short SHB_OS = 3;
    private static final short SHB_USERAPPL = 4;
    private static final short IF_NAME = 2;
    private static final short IF_MACADDR = 6;
    private static final short IF_TSRESOL = 9;
    private static final short EPB_FLAGS = 2;
    /** Time stamps count units of 10 to the power of minus this. */
    private static final byte NANOSECONDS = 9;

    /** Larger than a packet's block around the longest frame and than the two blocks at the start. */
    private static final int BUFFER_OCTETS = 2048;
    private static final int LONGEST_TEXT_OCTETS = 255;
    private static final int ALIGNMENT = 4;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_OCTETS).order(ByteOrder.LITTLE_ENDIAN);

    /** Makes the file, replacing one of that name, and writes what stands before the packets. */
    public PcapngFile(Path file, String hardware, String system, String interfaceName, long macAddress)
            throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        try {
            sectionHeader(hardware, system);
            interfaceDescription(interfaceName, macAddress);
            flush();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void sectionHeader(String hardware, String system) {
        int start = begin(SECTION_HEADER_BLOCK);
        buffer.putInt(BYTE_ORDER_MAGIC).putShort(MAJOR_VERSION).putShort(MINOR_VERSION).putLong(SECTION_LENGTH_UNKNOWN);
        text(SHB_HARDWARE, hardware);
        text(SHB_OS, system);
        text(SHB_USERAPPL, "Kogame");
        option(OPT_ENDOFOPT, 0);
        end(start);
    }

    private void interfaceDescription(String name, long macAddress) {
        int start = begin(INTERFACE_DESCRIPTION_BLOCK);
        buffer.putShort(LINKTYPE_ETHERNET).putShort((short) 0).putInt(EthernetPort.MAX_FRAME_OCTETS);
        text(IF_NAME, name);
        option(IF_MACADDR, 6);
        for (int shift = 40; shift >= 0; shift -= Byte.SIZE) {
            buffer.put((byte) (macAddress >> shift));
        }
        pad();
        option(IF_TSRESOL, 1);
        buffer.put(NANOSECONDS);
        pad();
        option(OPT_ENDOFOPT, 0);
        end(start);
    }

    /**
     * Appends a packet.
     *
     * @param epochNs nanoseconds since 1970
     * @param direction {@link #INBOUND} or {@link #OUTBOUND}
     * @throws IOException if the file cannot be written any more; it is of no further use then
     */
    public void packet(byte[] frame, int at, int octets, long epochNs, int direction) throws IOException {
        int kept = Math.min(octets, EthernetPort.MAX_FRAME_OCTETS);
        int start = begin(ENHANCED_PACKET_BLOCK);
        buffer.putInt(0).putInt((int) (epochNs >>> Integer.SIZE)).putInt((int) epochNs).putInt(kept).putInt(octets);
        buffer.put(frame, at, kept);
        pad();
        option(EPB_FLAGS, Integer.BYTES);
        buffer.putInt(direction);
        option(OPT_ENDOFOPT, 0);
        end(start);
        flush();
    }

    private int begin(int blockType) {
        int start = buffer.position();
        buffer.putInt(blockType).putInt(0);
        return start;
    }

    /** A block's length stands at both its ends and counts all of it. */
    private void end(int start) {
        int length = buffer.position() + Integer.BYTES - start;
        buffer.putInt(length).putInt(start + Integer.BYTES, length);
    }

    private void option(short code, int octets) {
        buffer.putShort(code).putShort((short) octets);
    }

    private void text(short code, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        int kept = Math.min(octets.length, LONGEST_TEXT_OCTETS);
        option(code, kept);
        buffer.put(octets, 0, kept);
        pad();
    }

    /** Blocks and options are padded to 32 bits with zeros that their lengths do not count. */
    private void pad() {
        while (buffer.position() % ALIGNMENT != 0) {
            buffer.put((byte) 0);
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
