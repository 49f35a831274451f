package dev.kogame.netstack.coap;

import dev.kogame.board.Boot;

/**
 * How much a {@link CoapServer} remembers, fixed when it is built. Immutable; {@link #with} answers a changed copy and refuses a value
 * out of range with a sentence.
 *
 * <pre>{@code
 * CoapConfig config = CoapConfig.defaults().with(CoapConfig.Limit.OBSERVERS, 200).with(CoapConfig.Limit.OBSERVERS_PER_HOST, 200);
 * CoapServer server = new CoapServer(config, firstMessageId, secret);
 * }</pre>
 */
@Boot
public final class CoapConfig {

    /** A number to choose, with its default and range. */
    public enum Limit {
        /** Requests that change something and are remembered so that they do not happen twice, RFC 7252 section 4.5. */
        EXCHANGES("exchanges", 32, 4, 1024),
        /** How many of them one host may hold. */
        EXCHANGES_PER_HOST("exchangesPerHost", 8, 1, 1024),
        /** The longest answer that is remembered with them; what does not fit leaves in smaller blocks. */
        ANSWER_OCTETS("answerOctets", CoapResponse.MIN_OCTETS, CoapResponse.MIN_OCTETS, 1152),
        /** Observations, RFC 7641. */
        OBSERVERS("observers", 16, 0, 4096),
        /** How many of them one host may hold. */
        OBSERVERS_PER_HOST("observersPerHost", 8, 1, 4096),
        /** The longest request that can observe: its header, token and options, and the payload of a FETCH. */
        OBSERVE_REQUEST_OCTETS("observeRequestOctets", 96, 32, 1152),
        /** The most notifications that need no acknowledgement, between two that do. RFC 7641 section 4.5. */
        NOTIFICATIONS_UNCONFIRMED("notificationsUnconfirmed", 8, 0, 1000),
        /** Bodies of requests that can arrive in blocks at once, each as long as the longest that a resource takes. RFC 7959. */
        BODIES("bodies", 2, 1, 64),
        /** Answers to PUT, POST, DELETE, PATCH and FETCH of which more blocks can be asked for. RFC 7959 section 2.7. */
        LONG_ANSWERS("longAnswers", 1, 0, 64),
        /** How long such an answer can be. */
        LONG_ANSWER_OCTETS("longAnswerOctets", 2048, 256, 1 << 20),
        /** Answers that handlers can owe at once, RFC 7252 section 5.2.2. */
        SEPARATE_RESPONSES("separateResponses", 2, 0, 128),
        /** Answers to group requests that can wait at once for their moment, RFC 7252 section 8.2. */
        GROUP_ANSWERS("groupAnswers", 2, 1, 64),
        /** How many devices may answer a group request, at most; the more, the longer each waits. 0 answers at once. */
        GROUP_SIZE("groupSize", 100, 0, 10_000),
        /** The most octets of an answer to a client that has not shown where it is, or three times its request. RFC 9175. */
        UNVERIFIED_OCTETS("unverifiedOctets", 136, 136, 1152),
        /** Hosts that are remembered to have shown it. */
        VERIFIED_HOSTS("verifiedHosts", 8, 0, 1024);

        private static final Limit[] ALL = values();

        private final String key;
        private final int byDefault;
        private final int least;
        private final int most;

        Limit(String key, int byDefault, int least, int most) {
            this.key = key;
            this.byDefault = byDefault;
            this.least = least;
            this.most = most;
        }

        /** The name in a configuration file. */
        public String key() {
            return key;
        }

        public int byDefault() {
            return byDefault;
        }

        public int least() {
            return least;
        }

        public int most() {
            return most;
        }
    }

    private final int[] values;

    private CoapConfig(int[] values) {
        this.values = values;
    }

    /** What fits a lightbulb, see {@link #budget}. */
    public static CoapConfig defaults() {
        int[] values = new int[Limit.ALL.length];
        for (Limit limit : Limit.ALL) {
            values[limit.ordinal()] = limit.byDefault;
        }
        return new CoapConfig(values);
    }

    /** @throws IllegalArgumentException if the value is out of the limit's range */
    public CoapConfig with(Limit limit, int value) {
        if (value < limit.least || value > limit.most) {
            throw new IllegalArgumentException(
                    limit.key + " " + value + " is not between " + limit.least + " and " + limit.most);
        }
        int[] changed = values.clone();
        changed[limit.ordinal()] = value;
        return new CoapConfig(changed);
    }

    public int get(Limit limit) {
        return values[limit.ordinal()];
    }

    /**
     * The octets that a server of this configuration takes, as a line for a person.
     *
     * @param bodyOctets the longest body that one of its resources takes, 1024 if none says
     */
    public String budget(int bodyOctets) {
        long exchanges = get(Limit.EXCHANGES) * (56L + 28 + get(Limit.ANSWER_OCTETS));
        long observers = get(Limit.OBSERVERS) * (56L + 110 + get(Limit.OBSERVE_REQUEST_OCTETS));
        long bodies = get(Limit.BODIES) * (56L + 40 + 512 + bodyOctets)
                + (get(Limit.LONG_ANSWERS) + 1L) * (56 + 50 + get(Limit.LONG_ANSWER_OCTETS));
        long waiting = get(Limit.SEPARATE_RESPONSES) * (56L + 400 + 1152) + get(Limit.GROUP_ANSWERS) * (56L + 28 + 1152)
                + get(Limit.VERIFIED_HOSTS) * (56L + 8);
        return exchanges + observers + bodies + waiting + " octets: " + exchanges + " for exchanges, " + observers
                + " for observers, " + bodies + " for bodies in blocks, " + waiting + " for answers that wait";
    }
}
