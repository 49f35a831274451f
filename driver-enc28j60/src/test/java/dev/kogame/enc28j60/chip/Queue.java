package dev.kogame.enc28j60.chip;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.kogame.board.Deadlines;
import dev.kogame.board.EthernetPort;

/** A medium of two lists: what comes, and what the chip sent. */
final class Queue implements EthernetPort {
    final ArrayDeque<byte[]> coming = new ArrayDeque<>();
    final List<byte[]> sent = new ArrayList<>();
    boolean linkUp = true;
    boolean failing;

    @Override
    public int poll(long nowNs) {
        return 0;
    }

    @Override
    public long nextDeadlineNs() {
        return Deadlines.NEVER;
    }

    @Override
    public int receive(byte[] frame, int at, int capacity, long nowNs) {
        if (failing) {
            return RECEIVE_ERROR;
        }
        if (coming.isEmpty()) {
            return NONE;
        }
        byte[] next = coming.remove();
        System.arraycopy(next, 0, frame, at, next.length);
        return next.length;
    }

    @Override
    public int transmit(byte[] frame, int at, int octets, long nowNs) {
        sent.add(Arrays.copyOfRange(frame, at, at + octets));
        return SENT;
    }

    @Override
    public boolean linkUp() {
        return linkUp;
    }

    @Override
    public long macAddress() {
        return 0x02_00_00_00_00_99L;
    }

    @Override
    public void joinGroup(long group) {
    }

    @Override
    public void leaveGroup(long group) {
    }
}
