package dev.kogame.tools.bench;

import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;

/** A port's only user in place of a stack: takes every frame and looks at none. */
final class Drain implements Duty {
    private final EthernetPort port;
    private final byte[] frame = new byte[EthernetPort.MAX_FRAME_OCTETS];
    private long frames;

    Drain(EthernetPort port) {
        this.port = port;
    }

    @Override
    public int poll(long nowNs, int budget) {
        int work = port.poll(nowNs);
        for (int i = 0; i < budget; i++) {
            int octets = port.receive(frame, 0, frame.length, nowNs);
            if (octets == EthernetPort.NONE) {
                break;
            }
            frames += octets > 0 ? 1 : 0;
            work++;
        }
        return work;
    }

    @Override
    public long nextDeadlineNs() {
        return port.nextDeadlineNs();
    }

    /** How many frames came. */
    long frames() {
        return frames;
    }
}
