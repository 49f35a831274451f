package dev.kogame.apps.link;

import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.Idle;
import dev.kogame.board.linux.Bell;
import dev.kogame.board.linux.PollIdle;
import dev.kogame.board.linux.Pollable;
import dev.kogame.board.linux.SystemCallException;

/**
 * A link that leads out of this process through a device of Linux, such as a TAP or a real chip: the other end keeps itself
 * going, and the thread sleeps until it has something to say. One device is plugged in.
 */
public final class PolledLink implements Link {

    private final EthernetPort port;
    private final Runnable closing;
    private final Bell bell;
    private final Idle idle;

    /**
     * Takes charge of a port.
     *
     * @param device becomes readable when the port has something to say
     * @param closing gives the port up; not called if this fails
     * @throws SystemCallException if the kernel refuses; the message says what to do
     */
    public PolledLink(EthernetPort port, Pollable device, Runnable closing) throws SystemCallException {
        this.port = port;
        this.closing = closing;
        bell = Bell.open();
        idle = new PatientIdle(new PollIdle(device, bell), new PollIdle(bell));
    }

    @Override
    public EthernetPort port(int device) {
        return port;
    }

    /** The other end needs no turn of ours. */
    @Override
    public Duty[] duties() {
        return new Duty[0];
    }

    @Override
    public Idle idle() {
        return idle;
    }

    @Override
    public void wake() {
        bell.ring();
    }

    /** The other end finds out by itself. */
    @Override
    public void reachable(int device, long hi, long lo) {
    }

    /** A peer of the link reaches every port by itself. */
    @Override
    public String carry(int device, int devicePort) {
        return "";
    }

    @Override
    public String report() {
        return "";
    }

    @Override
    public void close() {
        closing.run();
        bell.close();
    }
}
