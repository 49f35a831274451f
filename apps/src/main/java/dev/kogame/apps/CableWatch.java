package dev.kogame.apps;

import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;

/** Takes every frame that arrives at an end of a cable, for whoever looks on there. Allocates nothing. */
final class CableWatch implements Duty {

    private final EthernetPort end;
    private final byte[] frame = new byte[EthernetPort.MAX_FRAME_OCTETS];

    CableWatch(EthernetPort end) {
        this.end = end;
    }

    @Override
    public int poll(long nowNs, int budget) {
        int work = 0;
        while (work < budget && end.receive(frame, 0, frame.length, nowNs) != EthernetPort.NONE) {
            work++;
        }
        return work;
    }

    @Override
    public long nextDeadlineNs() {
        return end.nextDeadlineNs();
    }
}
