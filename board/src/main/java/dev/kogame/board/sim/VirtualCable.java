package dev.kogame.board.sim;

import java.util.Random;

import dev.kogame.board.EthernetPort;

/**
 * A hub in memory: what one end transmits arrives at all the others. What happens to a frame on its way is drawn from the seed
 * alone, so that the same calls give the same bytes at the same times.
 *
 * <p>The ends filter nothing: each receives all frames of the others, whatever their destination. A frame arrives once its time
 * has come, and an end's {@link EthernetPort#nextDeadlineNs} is exactly the arrival of its next frame. One thread for all ends;
 * allocates nothing after construction.
 */
public final class VirtualCable {

    /** The frames that may be on their way to one end; a further one is lost and counted as overrun. */
    public static final int FRAMES_PER_END = 64;

    /** {@link Random} promises the same numbers for a seed on every Java. */
    private final Random random;
    private final End[] ends;
    private Impairment impairment = Impairment.NONE;
    private boolean linkUp = true;

    /**
     * A perfect cable whose link is up.
     *
     * @param seed decides every fate that {@link #impair} leaves to chance
     * @param macAddresses the address of each end, 48 bits, first octet in bits 47..40; at least two, and the same one twice is
     *        allowed, to show what a duplicate does
     */
    public VirtualCable(long seed, long... macAddresses) {
        if (macAddresses.length < 2) {
            throw new IllegalArgumentException("a cable has at least 2 ends, and " + macAddresses.length
                    + " MAC addresses were given: give one for each end");
        }
        random = new Random(seed);
        ends = new End[macAddresses.length];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = new End(macAddresses[i]);
        }
    }

    /** The end with the i-th of the MAC addresses, counted from 0. */
    public End end(int i) {
        return ends[i];
    }

    /** What the cable does to frames transmitted from now on. */
    public void impair(Impairment impairment) {
        this.impairment = impairment;
    }

    /** Plugs the cable in or pulls it out of all ends. Frames on their way are lost when it is pulled. */
    public void link(boolean up) {
        linkUp = up;
        if (!up) {
            for (int i = 0; i < ends.length; i++) {
                ends[i].arriving.clear();
                ends[i].overrun = false;
            }
        }
    }

    private boolean happens(int ppm) {
        return ppm > 0 && random.nextInt(Impairment.ALWAYS) < ppm;
    }

    private void carry(End to, byte[] frame, int at, int octets, long nowNs) {
        if (happens(impairment.lossPpm())) {
            return;
        }
        arrive(to, frame, at, octets, nowNs);
        if (happens(impairment.duplicatePpm())) {
            arrive(to, frame, at, octets, nowNs);
        }
    }

    private void arrive(End to, byte[] frame, int at, int octets, long nowNs) {
        long arrivalNs = nowNs + impairment.latencyNs();
        if (happens(impairment.reorderPpm())) {
            arrivalNs += 1 + (random.nextLong() >>> 1) % impairment.reorderNs();
        }
        int copyAt = to.arriving.add(frame, at, octets, arrivalNs);
        if (copyAt < 0) {
            to.overrun = true;
            return;
        }
        if (happens(impairment.flipPpm())) {
            int bit = random.nextInt(octets * Byte.SIZE);
            to.arriving.memory()[copyAt + bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        }
    }

    /** One end of the cable. */
    public final class End implements EthernetPort {
        private final long macAddress;
        private final FrameQueue arriving = new FrameQueue(FRAMES_PER_END, MAX_FRAME_OCTETS);
        private boolean overrun;

        private End(long macAddress) {
            this.macAddress = macAddress;
        }

        /** {@inheritDoc} An end has nothing to do of its own. */
        @Override
        public int poll(long nowNs) {
            return 0;
        }

        /** The arrival of the next frame, exact; not after now while a frame waits to be received. */
        @Override
        public long nextDeadlineNs() {
            return arriving.nextArrivalNs();
        }

        @Override
        public int receive(byte[] frame, int at, int capacity, long nowNs) {
            if (overrun) {
                overrun = false;
                return RECEIVE_OVERRUN;
            }
            if (nowNs < arriving.nextArrivalNs()) {
                return NONE;
            }
            int octets = arriving.octets();
            if (octets <= capacity) {
                System.arraycopy(arriving.memory(), arriving.at(), frame, at, octets);
            }
            arriving.remove();
            return octets <= capacity ? octets : RECEIVE_TOO_LONG;
        }

        @Override
        public int transmit(byte[] frame, int at, int octets, long nowNs) {
            if (!linkUp) {
                return FAILED;
            }
            for (int i = 0; i < ends.length; i++) {
                if (ends[i] != this) {
                    carry(ends[i], frame, at, octets, nowNs);
                }
            }
            return SENT;
        }

        @Override
        public boolean linkUp() {
            return linkUp;
        }

        @Override
        public long macAddress() {
            return macAddress;
        }

        /** Does nothing: an end filters nothing. */
        @Override
        public void joinGroup(long group) {
        }

        /** Does nothing: an end filters nothing. */
        @Override
        public void leaveGroup(long group) {
        }
    }
}
