package dev.kogame.netstack.udp;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import dev.kogame.netstack.wire.Octets;

/**
 * Numbers for ports, identifiers and tokens that nobody predicts who does not know the secret, however many of them he saw: SHA-256
 * over the secret and a counter
 * (RFC 4086 section 7.1 asks for such a generator, RFC 5452 section 9.2 for such numbers). The same secret gives the same numbers.
 * One thread; allocates nothing after construction.
 */
public final class UnpredictableNumbers {

    /** The fewest octets of a secret that cannot be guessed. */
    public static final int SECRET_OCTETS = 16;

    private static final int DIGEST_OCTETS = 32;
    private static final int COUNTER_OCTETS = 8;

    private final MessageDigest sha256;
    private final byte[] input;
    private final byte[] digest = new byte[DIGEST_OCTETS];
    private long counter;
    private int used = DIGEST_OCTETS;

    /**
     * Numbers that follow from a secret.
     *
     * @param secret at least {@link #SECRET_OCTETS} from a good source, copied
     * @throws IllegalArgumentException if the secret is too short
     */
    public UnpredictableNumbers(byte[] secret) {
        if (secret.length < SECRET_OCTETS) {
            throw new IllegalArgumentException("a secret of " + secret.length + " octets can be guessed; give "
                    + SECRET_OCTETS + " or more");
        }
        input = new byte[secret.length + COUNTER_OCTETS];
        System.arraycopy(secret, 0, input, COUNTER_OCTETS, secret.length);
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
            // The first digest takes memory for all that follow.
            sha256.digest(input);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** 16 bits, 0 to 65535. */
    public int next16() {
        if (used == DIGEST_OCTETS) {
            Octets.put64(input, 0, counter++);
            sha256.update(input, 0, input.length);
            try {
                sha256.digest(digest, 0, DIGEST_OCTETS);
            } catch (DigestException impossible) {
                // The digest always fits; what stands there stays.
                sha256.reset();
            }
            used = 0;
        }
        int value = Octets.get16(digest, used);
        used += 2;
        return value;
    }

    /** 64 bits. */
    public long next64() {
        return (long) next16() << 48 | (long) next16() << 32 | (long) next16() << 16 | next16();
    }
}
