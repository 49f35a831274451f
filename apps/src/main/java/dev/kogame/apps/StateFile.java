package dev.kogame.apps;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;

/**
 * A few octets of state that outlive a power cut at any moment: what was written is there after a restart, or the state before it, never
 * a mixture and never nothing.
 *
 * <p>The file has two slots, each in a sector of its own: a sequence number, the state, and a CRC-32 over both. A write goes to the slot
 * with the older state and waits until the device has it, so that whatever becomes of that slot the other one is whole. The file keeps
 * its size and its place, so that no folder and no list of blocks has to be written with it.
 *
 * <p>One thread. A write allocates nothing; it blocks as long as the device takes: some 10 ms on an SD card.
 */
public final class StateFile implements AutoCloseable {

    /** The longest state. */
    public static final int MOST_OCTETS = 256;

    /** What disks and cards write at once, or not at all. */
    private static final int SECTOR_OCTETS = 512;
    private static final int SLOTS = 2;
    private static final int SEQUENCE_OCTETS = 8;
    private static final int CRC_OCTETS = 4;

    private final Path path;
    private final FileChannel channel;
    private final int octets;
    private final ByteBuffer slot;
    private final CRC32 crc = new CRC32();
    /** Of the state last written; the next one goes to slot {@code sequence % 2}. 0 before the first. */
    private long sequence;

    private StateFile(Path path, FileChannel channel, int octets) {
        this.path = path;
        this.channel = channel;
        this.octets = octets;
        slot = ByteBuffer.allocateDirect(SEQUENCE_OCTETS + octets + CRC_OCTETS);
    }

    /**
     * Opens a file of states that have a fixed size, or makes it; its folder, too.
     *
     * @param octets 1 to {@link #MOST_OCTETS}
     * @throws IOException if that cannot be done, or the file is something else; the message says what to do
     */
    public static StateFile open(Path path, int octets) throws IOException {
        if (octets < 1 || octets > MOST_OCTETS) {
            throw new IllegalArgumentException(
                    "a state of " + octets + " octets: 1 to " + MOST_OCTETS + " are possible");
        }
        try {
            Path folder = path.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            StateFile file = new StateFile(path, channel, octets);
            try {
                file.prepare(folder);
                return file;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new IOException("the state file " + path + " cannot be used (" + e.getMessage()
                    + "): give another folder with --state, or remove the file", e);
        }
    }

    private void prepare(Path folder) throws IOException {
        long size = channel.size();
        if (size < SLOTS * SECTOR_OCTETS) {
            // New, or the power was cut when it was: nothing was acknowledged yet.
            ByteBuffer empty = ByteBuffer.allocate((int) (SLOTS * SECTOR_OCTETS - size));
            while (empty.hasRemaining()) {
                channel.write(empty, size + empty.position());
            }
            channel.force(true);
            // The name of the file must survive, too.
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
        boolean blank = false;
        for (int i = 0; i < SLOTS; i++) {
            long found = read(i);
            sequence = Math.max(sequence, found);
            blank |= found == 0;
        }
        if (sequence == 0 && !blank || size > SLOTS * SECTOR_OCTETS) {
            throw new IOException("no state of " + octets + " octets stands in it");
        }
        if (sequence > 0) {
            read((int) (sequence % SLOTS));
        }
    }

    /** Reads a slot: its sequence number, 0 if it is blank, -1 if it is not whole. */
    private long read(int index) throws IOException {
        slot.clear();
        while (slot.hasRemaining()) {
            if (channel.read(slot, (long) index * SECTOR_OCTETS + slot.position()) < 0) {
                throw new IOException("it ends early");
            }
        }
        slot.flip();
        boolean blank = true;
        for (int i = 0; i < slot.limit(); i++) {
            blank &= slot.get(i) == 0;
        }
        long number = slot.getLong(0);
        boolean whole = number > 0 && number % SLOTS == index && slot.getInt(SEQUENCE_OCTETS + octets) == crc();
        return blank ? 0 : whole ? number : -1;
    }

    private int crc() {
        slot.limit(SEQUENCE_OCTETS + octets).position(0);
        crc.reset();
        crc.update(slot);
        slot.clear();
        return (int) crc.getValue();
    }

    /** Whether there was a state when the file was opened, or one was written since. */
    public boolean isWritten() {
        return sequence > 0;
    }

    /** An octet of the state as it was read or last put. */
    public int get(int at) {
        return slot.get(SEQUENCE_OCTETS + at) & 0xff;
    }

    /** Puts an octet of the next state. */
    public void put(int at, int octet) {
        slot.put(SEQUENCE_OCTETS + at, (byte) octet);
    }

    /**
     * Writes what was put. When this returns the state is safe; if it fails it may be.
     *
     * @throws UncheckedIOException if the device refuses
     */
    public void write() {
        long next = sequence + 1;
        slot.putLong(0, next);
        int check = crc();
        slot.putInt(SEQUENCE_OCTETS + octets, check);
        slot.clear();
        try {
            long at = next % SLOTS * SECTOR_OCTETS;
            while (slot.hasRemaining()) {
                channel.write(slot, at + slot.position());
            }
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException("the state file " + path + " cannot be written: " + e.getMessage(), e);
        }
        sequence = next;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
