package dev.kogame.netstack.nd;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import dev.kogame.netstack.wire.Octets;

/**
 * Interface identifiers: stable and opaque (RFC 7217), the interface's own address stretched to 64 bits (modified EUI-64, RFC 4291
 * appendix A), or random ones for a day (RFC 8981).
 *
 * <p>One thread; allocates nothing after construction.
 */
public final class InterfaceIdentifier {

    /** How the identifiers of an interface are made. */
    public enum Kind {
        /** RFC 7217: the same at every start on the same network, another on every other network. */
        STABLE,
        /** RFC 4291 appendix A: shows the hardware's address to everybody. */
        EUI64,
        /** RFC 8981: as STABLE, and beside every global address a temporary one, of a random identifier, for what this host begins. */
        TEMPORARY
    }

    /** The length of the secret, RFC 7217 section 5 asks for at least 128 bits. */
    public static final int SECRET_OCTETS = 16;

    private static final int DIGEST_OCTETS = 32;

    private final Kind kind;
    private final byte[] secret;
    private final byte[] temporarySecret;
    private final MessageDigest sha256;
    private final byte[] input = new byte[8 + 8 + 4];
    private final byte[] digest = new byte[DIGEST_OCTETS];
    private int temporaries;

    /**
     * @param secret {@link #SECRET_OCTETS}, kept
     * @param temporarySecret the one behind temporary identifiers, another at every start: RFC 8981 section 3.3.2
     */
    public InterfaceIdentifier(Kind kind, byte[] secret, byte[] temporarySecret) {
        this.temporarySecret = temporarySecret;
        this.kind = kind;
        this.secret = secret;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
            // The first digest takes memory for all that follow.
            sha256.digest(input);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /**
     * The identifier of an interface under a prefix.
     *
     * @param conflicts how many identifiers were tried before and turned out to be duplicates: DAD_Counter of RFC 7217
     */
    public long of(long prefixHi, int interfaceIndex, long mac, int conflicts) {
        return switch (kind) {
            case EUI64 -> eui64(mac);
            case STABLE, TEMPORARY -> stable(prefixHi, interfaceIndex, mac, conflicts);
        };
    }

    /** Whether a duplicate can be answered by trying another identifier. */
    public boolean canRetry() {
        return kind != Kind.EUI64;
    }

    /** Whether temporary addresses are formed as well. */
    public boolean temporaries() {
        return kind == Kind.TEMPORARY;
    }

    /** A random identifier, RFC 8981 section 3.3.2: another at every call. */
    public long temporary(long prefixHi, int interfaceIndex, long mac, long nowNs) {
        long identifier;
        int tries = 0;
        do {
            // The network's identifier is missing, as above; time and a count make every one another.
            identifier = pseudorandom(prefixHi ^ nowNs, interfaceIndex, mac, ++temporaries, temporarySecret);
        } while (reserved(identifier) && ++tries < 3);
        return identifier;
    }

    /** RFC 4291 appendix A: ff:fe in the middle, the universal bit inverted. */
    public static long eui64(long mac) {
        long high = mac >>> 24;
        long low = mac & 0xff_ffffL;
        return (high << 40 | 0xff_fe00_0000L | low) ^ 0x0200_0000_0000_0000L;
    }

    private long stable(long prefixHi, int interfaceIndex, long mac, int conflicts) {
        long identifier = pseudorandom(prefixHi, interfaceIndex, mac, conflicts, secret);
        // RFC 7217 section 5, step 3: an unacceptable identifier counts like a conflict. Its chance is 2^-40.
        return reserved(identifier) ? pseudorandom(prefixHi, interfaceIndex, mac, conflicts + 1, secret) : identifier;
    }

    /** RFC 7217 section 5: F(Prefix, Net_Iface, Network_ID, DAD_Counter, secret_key), without the optional Network_ID. */
    private long pseudorandom(long prefixHi, int interfaceIndex, long mac, int counter, byte[] key) {
        Octets.put64(input, 0, prefixHi);
        Octets.put64(input, 8, (long) interfaceIndex << 48 | mac);
        Octets.put32(input, 16, counter);
        sha256.update(input, 0, input.length);
        sha256.update(key, 0, key.length);
        try {
            sha256.digest(digest, 0, DIGEST_OCTETS);
        } catch (DigestException impossible) {
            return eui64(mac);
        }
        return Octets.get64(digest, DIGEST_OCTETS - 8);
    }

    /** Identifiers that no interface may take, RFC 5453: subnet-router anycast, the IANA block, subnet anycast. */
    static boolean reserved(long identifier) {
        return identifier == 0 || identifier >>> 24 == 0x02_005e_fffeL
                || identifier >= 0xfdff_ffff_ffff_ff80L && identifier <= 0xfdff_ffff_ffff_ffffL;
    }
}
