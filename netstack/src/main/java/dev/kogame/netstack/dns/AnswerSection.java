package dev.kogame.netstack.dns;

import dev.kogame.netstack.wire.Octets;

/**
 * Reads the answer section of a response: the addresses of a name, or of the name that aliases lead to, RFC 1034 section 3.6.2.
 *
 * <p>Never believes a count: every step ends at the end of the message, {@link #MAX_RECORDS} are looked at and {@link #MAX_ALIASES}
 * followed. One thread; allocates nothing after construction.
 */
final class AnswerSection {

    static final int MAX_RECORDS = 64;
    static final int MAX_ALIASES = 8;

    static final int MALFORMED = -1;

    private final byte[] wanted = new byte[DnsName.MAX_OCTETS];
    private final byte[] owner = new byte[DnsName.MAX_OCTETS];
    private int wantedOctets;
    /** Where the alias of the wanted name stands, or -1. */
    private int alias;

    /**
     * Adds the addresses to an answer.
     *
     * @param message where the message begins
     * @param at where its answer section begins
     * @param end where it ends
     * @return how many addresses there were, or {@link #MALFORMED}
     */
    int read(byte[] b, int message, int at, int end, byte[] name, int nameOctets, DnsAnswer into) {
        System.arraycopy(name, 0, wanted, 0, nameOctets);
        wantedOctets = nameOctets;
        int records = Math.min(Octets.get16(b, message + DnsMessage.ANCOUNT), MAX_RECORDS);
        for (int aliases = 0; aliases <= MAX_ALIASES; aliases++) {
            int found = addresses(b, message, at, end, records, into);
            if (found != 0 || alias < 0) {
                return found;
            }
            wantedOctets = DnsName.expand(b, message, alias, end, wanted);
            if (wantedOctets < 0) {
                return MALFORMED;
            }
        }
        return MALFORMED;
    }

    private int addresses(byte[] b, int message, int at, int end, int records, DnsAnswer into) {
        alias = -1;
        int found = 0;
        int record = at;
        for (int i = 0; i < records; i++) {
            int ownerOctets = DnsName.expand(b, message, record, end, owner);
            int fixed = DnsName.skip(b, record, end);
            if (ownerOctets < 0 || fixed < 0 || fixed + DnsMessage.RECORD_OCTETS > end) {
                return MALFORMED;
            }
            int type = Octets.get16(b, fixed);
            int rdata = fixed + DnsMessage.RECORD_OCTETS;
            int next = rdata + Octets.get16(b, fixed + DnsMessage.RDLENGTH);
            if (next > end) {
                return MALFORMED;
            }
            boolean ours = Octets.get16(b, fixed + 2) == DnsMessage.CLASS_IN
                    && DnsName.same(owner, ownerOctets, wanted, wantedOctets);
            if (ours && type == DnsMessage.TYPE_AAAA) {
                if (next - rdata != 16) {
                    return MALFORMED;
                }
                into.add(Octets.get64(b, rdata), Octets.get64(b, rdata + 8));
                found++;
            } else if (ours && type == DnsMessage.TYPE_CNAME) {
                if (DnsName.skip(b, rdata, end) != next) {
                    return MALFORMED;
                }
                alias = rdata;
            }
            record = next;
        }
        return found;
    }
}
