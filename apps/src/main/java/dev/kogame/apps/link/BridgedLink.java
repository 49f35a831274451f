package dev.kogame.apps.link;

import java.io.IOException;
import java.util.Arrays;

import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.Idle;
import dev.kogame.board.sim.VirtualCable;

/**
 * Several devices behind one link: a cable in memory whose last end is bridged to the link. A frame that the link cannot take
 * is lost, as on any bridge; the frames between the devices go out, too.
 */
final class BridgedLink implements Link {

    private final Link uplink;
    private final VirtualCable cable;
    private final Duty bridge;

    BridgedLink(Link uplink, long... macAddresses) {
        this.uplink = uplink;
        EthernetPort far = uplink.port(0);
        int bridged = macAddresses.length;
        long[] ends = Arrays.copyOf(macAddresses, bridged + 1);
        cable = new VirtualCable(0, ends);
        bridge = new Bridge(far, cable.end(bridged));
    }

    /** Two ports, and what one receives the other sends. */
    private static final class Bridge implements Duty {
        private final EthernetPort far;
        private final EthernetPort near;
        private final byte[] frame = new byte[EthernetPort.MAX_FRAME_OCTETS];

        Bridge(EthernetPort far, EthernetPort near) {
            this.far = far;
            this.near = near;
        }

        @Override
        public int poll(long nowNs, int budget) {
            return far.poll(nowNs) + carry(far, near, nowNs, budget) + carry(near, far, nowNs, budget);
        }

        private int carry(EthernetPort from, EthernetPort to, long nowNs, int budget) {
            int work = 0;
            int octets = from.receive(frame, 0, frame.length, nowNs);
            while (octets != EthernetPort.NONE) {
                work++;
                if (octets > 0) {
                    to.transmit(frame, 0, octets, nowNs);
                }
                if (work == budget) {
                    break;
                }
                octets = from.receive(frame, 0, frame.length, nowNs);
            }
            return work;
        }

        @Override
        public long nextDeadlineNs() {
            return Math.min(far.nextDeadlineNs(), near.nextDeadlineNs());
        }
    }

    @Override
    public EthernetPort port(int device) {
        return cable.end(device);
    }

    @Override
    public Duty[] duties() {
        return new Duty[] {bridge};
    }

    @Override
    public Idle idle() {
        return uplink.idle();
    }

    @Override
    public void wake() {
        uplink.wake();
    }

    @Override
    public void reachable(int device, long hi, long lo) {
        uplink.reachable(0, hi, lo);
    }

    @Override
    public String carry(int device, int devicePort) throws IOException {
        return uplink.carry(0, devicePort);
    }

    @Override
    public String report() {
        return uplink.report();
    }

    @Override
    public void close() throws IOException {
        uplink.close();
    }
}
