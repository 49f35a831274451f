package dev.kogame.netstack.coap;

/** The Echo option, RFC 9175 section 2. */
final class Echo {

    /** The octets of a value: when it was made, and a keyed digest. */
    static final int OCTETS = 12;

    private Echo() {
    }
}
