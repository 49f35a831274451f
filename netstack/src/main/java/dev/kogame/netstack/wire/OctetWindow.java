package dev.kogame.netstack.wire;

/** A window of an array as a sink: what does not fit in is left out, from the first octet on. One thread; allocates nothing. */
public final class OctetWindow implements OctetSink {

    private byte[] b = new byte[0];
    private int start;
    private int at;
    private int end;
    private boolean overflowed;

    /** A window without room, until {@link #begin}. */
    public OctetWindow() {
    }

    /** Begins anew, in {@code into[from, to)}, which is borrowed until the next beginning. */
    public OctetWindow begin(byte[] into, int from, int to) {
        b = into;
        start = from;
        at = from;
        end = to;
        overflowed = false;
        return this;
    }

    @Override
    public OctetWindow octets(byte[] from, int fromAt, int length) {
        // Once full for ever full: a later, shorter piece must not follow a gap.
        overflowed |= length > end - at;
        if (!overflowed) {
            System.arraycopy(from, fromAt, b, at, length);
            at += length;
        }
        return this;
    }

    @Override
    public OctetWindow octet(int value) {
        overflowed |= at == end;
        if (!overflowed) {
            b[at++] = (byte) value;
        }
        return this;
    }

    /** How many octets stand in the window. */
    public int length() {
        return at - start;
    }

    /** Whether something was left out. */
    public boolean overflowed() {
        return overflowed;
    }
}
