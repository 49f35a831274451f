package dev.kogame.board;

/**
 * One end of an Ethernet: sends and receives frames without preamble and frame check sequence, from the destination address
 * on. Implemented by drivers, by a TAP, and by the ends of a virtual cable.
 *
 * <p>One thread. No method blocks, throws for anything that comes over the wire, or allocates after start.
 */
public interface EthernetPort {

    /** The longest frame: 14 octets of header, 1500 of payload. */
    int MAX_FRAME_OCTETS = 1514;

    /** {@link #receive}: no frame waits. */
    int NONE = 0;
    /** {@link #receive}: a frame was lost because the device reported or showed an error. */
    int RECEIVE_ERROR = -1;
    /** {@link #receive}: frames were lost for want of room in the device or the kernel. */
    int RECEIVE_OVERRUN = -2;
    /** {@link #receive}: a frame was longer than the room given, and is gone. */
    int RECEIVE_TOO_LONG = -3;

    /** {@link #transmit}: the frame was taken. */
    int SENT = 0;
    /** {@link #transmit}: not now; offer the frame again at a later poll. */
    int BUSY = -1;
    /** {@link #transmit}: the frame cannot be sent (no link, or the device failed), and is gone. */
    int FAILED = -2;

    /**
     * Gives the device its turn: interrupts, recovery, link state. Called once per poll of the stack, before {@link #receive}.
     *
     * @return the units of work done, 0 if there was none
     */
    int poll(long nowNs);

    /** When {@link #poll} must be called again even if the device stays silent, or {@link Deadlines#NEVER}. */
    long nextDeadlineNs();

    /**
     * Takes the next frame.
     *
     * @param frame where it goes, borrowed until return
     * @param at the index of its first octet
     * @param capacity the octets that fit, at least {@link #MAX_FRAME_OCTETS}
     * @return the frame's octets, {@link #NONE}, or one of the {@code RECEIVE_} codes (more frames may wait after an error)
     */
    int receive(byte[] frame, int at, int capacity, long nowNs);

    /**
     * Sends a frame. The device pads it to the Ethernet minimum where the medium needs that.
     *
     * @param frame borrowed until return
     * @param at the index of the destination address
     * @param octets 14 to {@link #MAX_FRAME_OCTETS}
     * @return {@link #SENT}, {@link #BUSY} or {@link #FAILED}
     */
    int transmit(byte[] frame, int at, int octets, long nowNs);

    /** Whether the device is started and has a link. */
    boolean linkUp();

    /** This port's own address: 48 bits, the first octet on the wire in bits 47..40. */
    long macAddress();

    /**
     * Lets frames to a group address through, beside those to the own address and broadcast. Calls are counted by the caller:
     * each group is joined once. A port that cannot filter by group lets all of them through.
     *
     * @param group a 48-bit group address, first octet in bits 47..40
     */
    void joinGroup(long group);

    /** Stops letting frames to a group through that {@link #joinGroup} named. */
    void leaveGroup(long group);
}
