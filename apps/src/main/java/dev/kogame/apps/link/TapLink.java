package dev.kogame.apps.link;

import java.io.IOException;

import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.Idle;
import dev.kogame.board.linux.Bell;
import dev.kogame.board.linux.PollIdle;
import dev.kogame.board.linux.Tap;

/** The kernel of this machine on the other end. */
final class TapLink implements Link {

    private final Tap tap;
    private final Bell bell;
    private final PollIdle idle;

    private TapLink(Tap tap, Bell bell) {
        this.tap = tap;
        this.bell = bell;
        idle = new PollIdle(tap, bell);
    }

    static TapLink open(String name, long macAddress) throws IOException {
        Tap tap = Tap.open(name, macAddress);
        try {
            return new TapLink(tap, Bell.open());
        } catch (IOException e) {
            tap.close();
            throw e;
        }
    }

    @Override
    public EthernetPort port() {
        return tap;
    }

    /** The kernel needs no turn of ours. */
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

    /** The kernel finds out by itself. */
    @Override
    public void reachable(long hi, long lo) {
    }

    @Override
    public String invitation() {
        return "";
    }

    @Override
    public String report() {
        return "";
    }

    @Override
    public void close() {
        tap.close();
        bell.close();
    }
}
