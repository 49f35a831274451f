package dev.kogame.tools.conformance.script;

import java.io.IOException;

import dev.kogame.tools.conformance.packet.Address;

/** The states of an entry of the neighbor cache that many cases begin or end in, RFC 4861 section 7.3.2. */
public enum NeighborState {
    REACHABLE, STALE, PROBE;

    /** Brings the entry of a neighbor with its link-local address into this state. The neighbor is mute then. */
    public void bringAbout(Tester t, Node neighbor) throws IOException {
        switch (this) {
            case REACHABLE -> Setup.reachable(t, neighbor);
            case STALE -> Setup.stale(t, neighbor);
            case PROBE -> Setup.probing(t, neighbor);
        }
    }

    /** Expects that the entry is in this state, and has this link-layer address. */
    public void expect(Tester t, Address neighbor, long mac) throws IOException {
        switch (this) {
            case REACHABLE -> Setup.expectReachable(t, neighbor, mac, t.nut());
            case STALE -> Setup.expectStale(t, neighbor, mac, t.nut());
            case PROBE -> Setup.expectProbing(t, neighbor, mac);
        }
    }
}
