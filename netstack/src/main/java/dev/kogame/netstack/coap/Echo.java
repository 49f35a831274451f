package dev.kogame.netstack.coap;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

import dev.kogame.netstack.wire.Ipv6Address;
import dev.kogame.netstack.wire.Octets;

/**
 * The Echo option, RFC 9175 section 2: whether a client is where it says it is, and whether its request is fresh.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 seconds at which it was made                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |       SHA-256 of secret, seconds, interface and address       |
 * |                     (the first 8 octets)                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * So a value needs no memory (appendix A, item 2). A host that has echoed one is remembered for a while in a small table, from which the
 * one that was quiet longest gives way. A client that has not echoed is answered with no more than the larger of a fixed number of
 * octets and three times its request (section 2.4, item 3): what is longer comes in small blocks, as RFC 7252 section 11.3 suggests,
 * and with a value to be echoed. So a client that never heard of Echo gets everything too. Link-local clients are not limited: no
 * router forwards such an address, so nobody beyond the link can pretend to have it.
 */
final class Echo {

    /** The octets of a value. */
    static final int OCTETS = 12;
    /** A value older than this does not verify a host, and a host is verified for so long after it echoed one. */
    static final int LIFETIME_SECONDS = 300;

    private static final long SECOND_NS = 1_000_000_000L;
    private static final int DIGEST_AT = 4;
    private static final int DIGEST_OCTETS = 32;
    /** RFC 9000 section 8, which RFC 9175 quotes. */
    private static final int FACTOR = 3;

    private final MessageDigest sha256;
    private final byte[] input;
    private final int secretOctets;
    private final byte[] digest = new byte[DIGEST_OCTETS];
    private final byte[] value = new byte[OCTETS];
    private final Endpoint[] verified;
    private final long[] untilNs;
    private final int unverifiedOctets;

    Echo(CoapConfig config, byte[] secret) {
        unverifiedOctets = config.get(CoapConfig.Limit.UNVERIFIED_OCTETS);
        verified = Endpoint.row(config.get(CoapConfig.Limit.VERIFIED_HOSTS));
        untilNs = new long[verified.length];
        secretOctets = secret.length;
        input = Arrays.copyOf(secret, secretOctets + 4 + 4 + 8 + 8);
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** A new value for a host; overwritten by the next. */
    byte[] value(Endpoint host, long nowNs) {
        write(host, (int) (nowNs / SECOND_NS));
        return value;
    }

    private void write(Endpoint host, int seconds) {
        Octets.put32(input, secretOctets, seconds);
        Octets.put32(input, secretOctets + 4, host.interfaceIndex);
        Octets.put64(input, secretOctets + 8, host.hi);
        Octets.put64(input, secretOctets + 16, host.lo);
        sha256.update(input, 0, input.length);
        try {
            sha256.digest(digest, 0, DIGEST_OCTETS);
        } catch (DigestException impossible) {
            // The digest always fits; what stands there stays.
            sha256.reset();
        }
        Octets.put32(value, 0, seconds);
        System.arraycopy(digest, 0, value, DIGEST_AT, OCTETS - DIGEST_AT);
    }

    /** Whether a request echoes a value that was made for its sender, at most so many seconds ago. */
    boolean isFresh(CoapRequest request, int maxAgeSeconds) {
        if (request.echoAt() < 0 || CoapOption.octets(request.buffer(), request.echoAt()) != OCTETS) {
            return false;
        }
        byte[] b = request.buffer();
        int at = CoapOption.valueAt(b, request.echoAt());
        int seconds = Octets.get32(b, at);
        long age = request.receivedNs() / SECOND_NS - seconds;
        if (age < 0 || age > maxAgeSeconds) {
            return false;
        }
        write(request.source(), seconds);
        int different = 0;
        for (int i = 0; i < OCTETS; i++) {
            // All of them, so that the time it takes tells nothing.
            different |= value[i] ^ b[at + i];
        }
        return different == 0;
    }

    /** Remembers the sender of a request that echoes a value. */
    void learn(CoapRequest request) {
        if (!isFresh(request, LIFETIME_SECONDS) || verified.length == 0) {
            return;
        }
        int entry = 0;
        for (int i = 0; i < verified.length; i++) {
            if (untilNs[i] > 0 && verified[i].isSameHost(request.source())) {
                entry = i;
                break;
            }
            entry = untilNs[i] < untilNs[entry] ? i : entry;
        }
        verified[entry].set(request.source());
        untilNs[entry] = request.receivedNs() + LIFETIME_SECONDS * SECOND_NS;
    }

    /** Whether the sender of a request may be sent as much as it asks for. */
    boolean isVerified(Endpoint host, long nowNs) {
        if (Ipv6Address.isLinkLocal(host.hi)) {
            return true;
        }
        for (int i = 0; i < verified.length; i++) {
            if (untilNs[i] > nowNs && verified[i].isSameHost(host)) {
                return true;
            }
        }
        return false;
    }

    /** How many octets an answer to an unverified client may have. */
    int limit(int requestOctets) {
        return Math.max(unverifiedOctets, FACTOR * requestOctets);
    }
}
