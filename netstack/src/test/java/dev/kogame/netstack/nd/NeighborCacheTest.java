package dev.kogame.netstack.nd;

import static dev.kogame.netstack.nd.NeighborCache.DELAY;
import static dev.kogame.netstack.nd.NeighborCache.FOUND;
import static dev.kogame.netstack.nd.NeighborCache.INCOMPLETE;
import static dev.kogame.netstack.nd.NeighborCache.NONE;
import static dev.kogame.netstack.nd.NeighborCache.PROBE;
import static dev.kogame.netstack.nd.NeighborCache.REACHABLE;
import static dev.kogame.netstack.nd.NeighborCache.SOLICIT;
import static dev.kogame.netstack.nd.NeighborCache.STALE;
import static dev.kogame.netstack.nd.NeighborCache.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.board.Deadlines;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.link.FramePool;
import dev.kogame.netstack.link.Interface;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeighborCacheTest {

    private static final long MAC = 0x0200_0000_0002L;
    private static final long OTHER = 0x0200_0000_0003L;
    private static final long S = 1_000_000_000L;
    private static final long HI = 0xfe80_0000_0000_0000L;

    private final RouterList routers = new RouterList(2);
    private NeighborCache cache;

    @BeforeEach
    void build() {
        VirtualCable cable = new VirtualCable(1, 1, 2);
        FramePool pool = new FramePool(4);
        Interface[] interfaces = {new Interface(0, cable.end(0), pool, 2, 4),
                new Interface(1, cable.end(1), pool, 2, 4)};
        cache = new NeighborCache(interfaces, 8, 2, false);
    }

    /** An entry for fe80::n on interface 0 in a state, its address {@link #MAC} if it is known. */
    private int in(int state, long n) {
        int entry = cache.room(state == INCOMPLETE, routers);
        if (state == INCOMPLETE) {
            cache.create(entry, 0, HI, n);
            cache.use(entry, 0);
            return entry;
        }
        cache.create(entry, 0, HI, n, MAC);
        if (state == REACHABLE) {
            cache.confirm(entry, 0);
        } else if (state != STALE) {
            cache.use(entry, 0);
            if (state == PROBE) {
                cache.expire(entry, 5 * S);
            }
        }
        assertThat(cache.state(entry)).isEqualTo(state);
        return entry;
    }

    private static int state(String name) {
        return switch (name) {
            case "INCOMPLETE" -> INCOMPLETE;
            case "REACHABLE" -> REACHABLE;
            case "STALE" -> STALE;
            case "DELAY" -> DELAY;
            case "PROBE" -> PROBE;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /**
     * RFC 4861 appendix C, advertisements: state, flags of S and O, address (none, same, other), then the state and whether the address
     * in the cache is the advertised one. "any but INCOMPLETE" is spelled out.
     */
    @ParameterizedTest(name = "{0} {1} {2} -> {3} {4}")
    @CsvSource({
            "INCOMPLETE, -, other, STALE, other", "INCOMPLETE, S, other, REACHABLE, other",
            "INCOMPLETE, O, other, STALE, other", "INCOMPLETE, SO, other, REACHABLE, other",
            "INCOMPLETE, S, none, INCOMPLETE, -", "INCOMPLETE, SO, none, INCOMPLETE, -",
            "REACHABLE, S, same, REACHABLE, same", "REACHABLE, -, same, REACHABLE, same",
            "REACHABLE, S, none, REACHABLE, same", "REACHABLE, -, none, REACHABLE, same",
            "REACHABLE, S, other, STALE, same", "REACHABLE, -, other, STALE, same",
            "REACHABLE, SO, other, REACHABLE, other", "REACHABLE, O, other, STALE, other",
            "REACHABLE, O, same, REACHABLE, same", "REACHABLE, SO, same, REACHABLE, same",
            "STALE, S, same, REACHABLE, same", "STALE, S, none, REACHABLE, same", "STALE, -, same, STALE, same",
            "STALE, S, other, STALE, same", "STALE, -, other, STALE, same", "STALE, SO, other, REACHABLE, other",
            "STALE, O, other, STALE, other", "STALE, O, none, STALE, same", "STALE, SO, none, REACHABLE, same",
            "DELAY, S, same, REACHABLE, same", "DELAY, S, other, DELAY, same", "DELAY, -, other, DELAY, same",
            "DELAY, SO, other, REACHABLE, other", "DELAY, O, other, STALE, other", "DELAY, O, same, DELAY, same",
            "PROBE, S, same, REACHABLE, same", "PROBE, S, none, REACHABLE, same", "PROBE, S, other, PROBE, same",
            "PROBE, -, other, PROBE, same", "PROBE, SO, other, REACHABLE, other", "PROBE, O, other, STALE, other",
            "PROBE, O, same, PROBE, same", "PROBE, -, none, PROBE, same"})
    void shouldFollowAppendixCOnAdvertisements(String from, String flags, String address, String to, String known) {
        int entry = in(state(from), 9);
        long told = address.equals("none") ? NONE : address.equals("same") ? MAC : OTHER;
        cache.advertised(entry, told, flags.contains("S"), flags.contains("O"), false, 6 * S);
        assertThat(cache.state(entry)).isEqualTo(state(to));
        if (!known.equals("-")) {
            assertThat(cache.mac(entry)).isEqualTo(known.equals("same") ? MAC : OTHER);
        }
    }

    /** RFC 4861 appendix C: solicitations, and advertisements of routers, with a source link-layer address. */
    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource({"INCOMPLETE, other, STALE", "REACHABLE, same, REACHABLE", "REACHABLE, other, STALE",
            "STALE, same, STALE", "STALE, other, STALE", "DELAY, same, DELAY", "DELAY, other, STALE",
            "PROBE, same, PROBE", "PROBE, other, STALE"})
    void shouldFollowAppendixCOnSourceLinkLayerAddresses(String from, String address, String to) {
        int entry = in(state(from), 9);
        long told = address.equals("same") ? MAC : OTHER;
        cache.learn(entry, told);
        assertThat(cache.state(entry)).isEqualTo(state(to));
        assertThat(cache.mac(entry)).isEqualTo(told);
    }

    @Test
    void shouldSolicitThreeTimesASecondApartAndGiveUp() {
        int entry = cache.room(true, routers);
        cache.create(entry, 0, HI, 9);
        assertThat(cache.nextDeadlineNs()).as("nothing was sent yet").isEqualTo(Deadlines.NEVER);
        assertThat(cache.use(entry, 0)).isEqualTo(SOLICIT);
        assertThat(cache.use(entry, S / 2)).isEqualTo(WAIT);
        assertThat(cache.nextDeadlineNs()).isEqualTo(S);
        assertThat(cache.expire(entry, S)).isEqualTo(NeighborCache.SOLICIT_MULTICAST);
        assertThat(cache.expire(entry, 2 * S)).isEqualTo(NeighborCache.SOLICIT_MULTICAST);
        assertThat(cache.nextDeadlineNs()).isEqualTo(3 * S);
        assertThat(cache.expire(entry, 3 * S)).isEqualTo(NeighborCache.GIVE_UP);
    }

    @Test
    void shouldProbeThreeTimesAfterADelayOfFiveSeconds() {
        int entry = in(STALE, 9);
        assertThat(cache.nextDeadlineNs()).as("STALE has no timer").isEqualTo(Deadlines.NEVER);
        assertThat(cache.use(entry, 10 * S)).isEqualTo(FOUND);
        assertThat(cache.state(entry)).isEqualTo(DELAY);
        assertThat(cache.nextDeadlineNs()).isEqualTo(15 * S);
        assertThat(cache.use(entry, 14 * S)).isEqualTo(FOUND);
        assertThat(cache.nextDeadlineNs()).as("use does not prolong DELAY").isEqualTo(15 * S);
        for (int probe = 0; probe < 3; probe++) {
            assertThat(cache.expire(entry, (15 + probe) * S)).isEqualTo(NeighborCache.SOLICIT_UNICAST);
            assertThat(cache.use(entry, (15 + probe) * S)).as("PROBE still sends").isEqualTo(FOUND);
        }
        assertThat(cache.expire(entry, 18 * S)).isEqualTo(NeighborCache.GIVE_UP);
    }

    @Test
    void shouldTurnStaleWhenTheReachableTimeIsOver() {
        int entry = in(REACHABLE, 9);
        assertThat(cache.nextDeadlineNs()).isEqualTo(30 * S);
        assertThat(cache.expire(entry, 30 * S)).isEqualTo(NeighborCache.NOTHING);
        assertThat(cache.state(entry)).isEqualTo(STALE);
        assertThat(cache.nextDeadlineNs()).isEqualTo(Deadlines.NEVER);
    }

    @Test
    void shouldTellWhenARouterBecomesAHost() {
        int entry = in(REACHABLE, 9);
        cache.router(entry, true);
        assertThat(cache.advertised(entry, OTHER, true, false, false, 0)).as("ignored: no override").isFalse();
        assertThat(cache.router(entry)).isTrue();
        assertThat(cache.advertised(entry, MAC, false, false, true, 0)).isFalse();
        assertThat(cache.advertised(entry, MAC, false, false, false, 0)).isTrue();
        assertThat(cache.router(entry)).isFalse();
    }

    @Test
    void shouldKeepNeighborsOfTwoInterfacesApart() {
        int zero = cache.room(false, routers);
        cache.create(zero, 0, HI, 9, MAC);
        int one = cache.room(false, routers);
        cache.create(one, 1, HI, 9, OTHER);
        assertThat(cache.find(0, HI, 9)).isEqualTo(zero);
        assertThat(cache.find(1, HI, 9)).isEqualTo(one);
    }

    @Test
    void shouldGiveUpTheStaleEntryUnusedForLongest() {
        int first = in(STALE, 1);
        int second = in(STALE, 2);
        for (int n = 3; n <= 8; n++) {
            in(REACHABLE, n);
        }
        cache.router(first, true);
        assertThat(cache.room(false, routers)).as("it only calls itself a router").isEqualTo(first);
        routers.update(0, HI, 1, 1800 * S, 0, 0);
        assertThat(cache.room(false, routers)).as("a default router stays").isEqualTo(second);
        routers.remove(routers.find(0, HI, 1));
        assertThat(cache.room(false, routers)).isEqualTo(first);
        assertThat(cache.room(true, routers)).isEqualTo(first);
    }

    @Test
    void shouldKeepConfirmedEntriesInUseWhenFull() {
        for (int n = 1; n <= 8; n++) {
            int entry = in(REACHABLE, n);
            if (n % 2 == 0) {
                cache.expire(entry, 30 * S);
                cache.use(entry, 30 * S);
            }
            if (n % 4 == 0) {
                cache.expire(entry, 35 * S);
            }
        }
        assertThat(cache.room(false, routers)).isEqualTo(NONE);
        assertThat(cache.room(true, routers)).isEqualTo(NONE);
    }

    @Test
    void shouldGiveUpWhatWasNeverConfirmedBeforeAStaleNeighborThatWas() {
        int confirmed = in(REACHABLE, 1);
        cache.expire(confirmed, 30 * S);
        int delayed = in(DELAY, 2);
        int probed = in(PROBE, 3);
        for (int n = 4; n <= 8; n++) {
            in(REACHABLE, n);
        }
        assertThat(cache.room(false, routers)).isEqualTo(delayed);
        cache.confirm(delayed, 0);
        assertThat(cache.room(false, routers)).isEqualTo(probed);
        cache.confirm(probed, 0);
        assertThat(cache.room(false, routers)).isEqualTo(confirmed);
    }

    @Test
    void shouldLetAScanFillAQuarterOfTheCacheAtMost() {
        int first = in(INCOMPLETE, 1);
        int second = in(INCOMPLETE, 2);
        assertThat(cache.room(true, routers)).as("quota of 8 / 4").isEqualTo(first);
        cache.use(first, 0);
        assertThat(cache.room(true, routers)).as("the one used least recently").isEqualTo(second);
        assertThat(cache.room(false, routers)).as("others have room").isNotEqualTo(first).isNotEqualTo(second);
        cache.remove(first);
        assertThat(cache.room(true, routers)).as("a place is free again").isEqualTo(first);
        cache.advertised(second, MAC, true, true, false, 0);
        in(INCOMPLETE, 3);
        assertThat(cache.room(true, routers)).as("a resolved one no longer counts").isEqualTo(3 - 1);
    }

    @Test
    void shouldQueueAFewPacketsAndPushTheOldestOut() {
        int entry = in(INCOMPLETE, 9);
        assertThat(cache.enqueue(entry, 10)).isEqualTo(FramePool.NONE);
        assertThat(cache.enqueue(entry, 11)).isEqualTo(FramePool.NONE);
        assertThat(cache.enqueue(entry, 12)).isEqualTo(10);
        assertThat(cache.waiting()).isEqualTo(2);
        assertThat(cache.firstWaiting(entry)).isEqualTo(11);
        assertThat(cache.dequeue(entry)).isEqualTo(11);
        assertThat(cache.dequeue(entry)).isEqualTo(12);
        assertThat(cache.dequeue(entry)).isEqualTo(FramePool.NONE);
        assertThat(cache.waiting()).isZero();
    }
}
