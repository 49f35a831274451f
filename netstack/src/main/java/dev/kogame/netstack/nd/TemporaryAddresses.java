package dev.kogame.netstack.nd;

import java.util.SplittableRandom;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.link.Interface;
import dev.kogame.netstack.wire.Drop;

/**
 * The lives of temporary addresses, RFC 8981 section 3: one for each prefix, of a random identifier, replaced by another shortly before it
 * is deprecated, so that nobody can follow this host for longer than a day.
 *
 * <p>It decides; {@link AddressAutoconfiguration} checks the addresses and removes them. One thread; allocates nothing after construction.
 */
final class TemporaryAddresses {

    private static final long SECOND_NS = 1_000_000_000L;

    /** Section 3.8. */
    static final long TEMP_VALID_LIFETIME_NS = 2 * 86_400 * SECOND_NS;
    static final long TEMP_PREFERRED_LIFETIME_NS = 86_400 * SECOND_NS;
    static final int TEMP_IDGEN_RETRIES = 3;
    private static final long MAX_DESYNC_FACTOR_NS = TEMP_PREFERRED_LIFETIME_NS / 10 * 4;

    private final AddressTable addresses;
    private final InterfaceIdentifier identifiers;
    private final int transmits;
    private final SplittableRandom random;
    /** CREATION_TIME + TEMP_VALID_LIFETIME, and CREATION_TIME + TEMP_PREFERRED_LIFETIME - DESYNC_FACTOR. */
    private final long[] validLimitNs;
    private final long[] preferredLimitNs;
    private final boolean[] succeeded;
    private final Deadlines regeneration;

    TemporaryAddresses(AddressTable addresses, InterfaceIdentifier identifiers, int transmits,
            SplittableRandom random) {
        this.addresses = addresses;
        this.identifiers = identifiers;
        this.transmits = transmits;
        this.random = random;
        validLimitNs = new long[addresses.capacity()];
        preferredLimitNs = new long[addresses.capacity()];
        succeeded = new boolean[addresses.capacity()];
        regeneration = new Deadlines(addresses.capacity());
    }

    /**
     * The lifetimes of the address that was formed from the same prefix for good changed: changes those of the temporary ones, and adds
     * one if there is none, section 3.4 steps 1 to 6.
     *
     * @return the entry to be checked for uniqueness, or {@link AddressTable#NONE}
     */
    int follow(int publicEntry, long nowNs) {
        Interface in = addresses.interfaceOf(publicEntry);
        long prefixHi = addresses.hi(publicEntry);
        boolean another = true;
        for (int entry = 0; entry < addresses.capacity(); entry++) {
            if (addresses.used(entry) && addresses.temporary(entry) && addresses.hi(entry) == prefixHi
                    && addresses.interfaceOf(entry) == in) {
                update(entry, addresses.preferredUntilNs(publicEntry), addresses.validUntilNs(publicEntry), nowNs);
                // A duplicate stands for having given up, step 7.
                another &= addresses.state(entry) == AddressState.DEPRECATED;
            }
        }
        return another ? create(publicEntry, nowNs) : AddressTable.NONE;
    }

    private void update(int entry, long preferredUntilNs, long validUntilNs, long nowNs) {
        long preferredNs = Math.min(preferredUntilNs, preferredLimitNs[entry]);
        addresses.lifetimes(entry, preferredNs, Math.min(validUntilNs, validLimitNs[entry]));
        if (nowNs < preferredNs && addresses.state(entry) == AddressState.DEPRECATED && !succeeded[entry]) {
            addresses.enter(entry, AddressState.PREFERRED);
        }
        if (!succeeded[entry]) {
            scheduleSuccessor(entry, preferredNs, nowNs);
        }
    }

    /** Section 3.5: some time before, unless a router just deprecated the prefix. */
    private void scheduleSuccessor(int entry, long preferredUntilNs, long nowNs) {
        if (nowNs < preferredUntilNs) {
            regeneration.arm(entry, preferredUntilNs - regenAdvanceNs(addresses.interfaceOf(entry)));
        } else {
            regeneration.disarm(entry);
        }
    }

    /** REGEN_ADVANCE, section 3.8. */
    private long regenAdvanceNs(Interface in) {
        return 2 * SECOND_NS + TEMP_IDGEN_RETRIES * transmits * in.retransTimerNs();
    }

    private int create(int publicEntry, long nowNs) {
        Interface in = addresses.interfaceOf(publicEntry);
        long desyncNs = random.nextLong(MAX_DESYNC_FACTOR_NS);
        long preferredLimit = nowNs + TEMP_PREFERRED_LIFETIME_NS - desyncNs;
        long preferredUntilNs = Math.min(addresses.preferredUntilNs(publicEntry), preferredLimit);
        if (preferredUntilNs - nowNs <= regenAdvanceNs(in)) {
            return AddressTable.NONE;
        }
        long prefixHi = addresses.hi(publicEntry);
        int entry = addresses.add(in.index(), prefixHi, identifier(in, prefixHi, nowNs), false);
        if (entry == AddressTable.NONE) {
            in.counters().drop(Drop.ADDRESS_TABLE_FULL);
            return entry;
        }
        addresses.markTemporary(entry);
        addresses.copyAnnouncers(publicEntry, entry);
        validLimitNs[entry] = nowNs + TEMP_VALID_LIFETIME_NS;
        preferredLimitNs[entry] = preferredLimit;
        succeeded[entry] = false;
        addresses.lifetimes(entry, preferredUntilNs,
                Math.min(addresses.validUntilNs(publicEntry), validLimitNs[entry]));
        scheduleSuccessor(entry, preferredUntilNs, nowNs);
        return entry;
    }

    /** Section 3.3 step 3: none that is in use under the same prefix. The second try cannot fail but by a chance of 2^-64. */
    private long identifier(Interface in, long prefixHi, long nowNs) {
        long identifier = identifiers.temporary(prefixHi, in.index(), in.mac(), nowNs);
        return addresses.find(in.index(), prefixHi, identifier) == AddressTable.NONE
                ? identifier
                : identifiers.temporary(prefixHi, in.index(), in.mac(), nowNs);
    }

    /** An address is a duplicate. Answers whether it got another identifier and is to be checked again, section 3.4 step 7. */
    boolean retry(int entry, long nowNs) {
        if (addresses.conflicts(entry) >= TEMP_IDGEN_RETRIES) {
            regeneration.disarm(entry);
            return false;
        }
        addresses.replace(entry, identifier(addresses.interfaceOf(entry), addresses.hi(entry), nowNs));
        return true;
    }

    /** An address is gone. */
    void forget(int entry) {
        regeneration.disarm(entry);
    }

    /** An address that needs a successor now, or -1; hand it to {@link #regenerate}. */
    int due(long nowNs) {
        return regeneration.due(nowNs);
    }

    /** Makes the successor of an address. Answers the entry to be checked for uniqueness, or {@link AddressTable#NONE}. */
    int regenerate(int entry, long nowNs) {
        regeneration.disarm(entry);
        int publicEntry = addresses.formedFrom(addresses.interfaceOf(entry).index(), addresses.hi(entry));
        int successor = publicEntry == AddressTable.NONE ? AddressTable.NONE : create(publicEntry, nowNs);
        succeeded[entry] = successor != AddressTable.NONE;
        return successor;
    }

    long nextDeadlineNs() {
        return regeneration.earliestNs();
    }
}
