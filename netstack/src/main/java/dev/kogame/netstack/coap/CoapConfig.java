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
        NOTIFICATIONS_UNCONFIRMED("notificationsUnconfirmed", 8, 0, 1000);

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

    /** The octets that a server of this configuration takes, as a line for a person. */
    public String budget() {
        long exchanges = get(Limit.EXCHANGES) * (56L + 28 + get(Limit.ANSWER_OCTETS));
        long observers = get(Limit.OBSERVERS) * (56L + 110 + get(Limit.OBSERVE_REQUEST_OCTETS));
        return exchanges + observers + " octets: " + exchanges + " for exchanges, " + observers + " for observers";
    }
}
