package dev.kogame.apps.console;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.dns.DnsAnswer;
import dev.kogame.netstack.dns.DnsHandler;
import dev.kogame.netstack.wire.Ipv6Address;

/** Waits for the addresses of a name. The resolver ends every query by itself, also one whose answer nobody reads. */
final class Resolution implements Activity, DnsHandler {

    private final String name;
    private final Exchange exchange;
    private boolean over;

    Resolution(String name, Exchange exchange) {
        this.name = name;
        this.exchange = exchange;
    }

    @Override
    public boolean poll(long nowNs) {
        if (!over && exchange.abandoned()) {
            over = true;
            exchange.end("");
        }
        return over;
    }

    @Override
    public long nextDeadlineNs() {
        return Deadlines.NEVER;
    }

    @Override
    public void resolved(DnsAnswer answer, long nowNs) {
        if (over) {
            return;
        }
        over = true;
        for (int i = 0; i < answer.count(); i++) {
            exchange.answer(Ipv6Address.text(answer.hi(i), answer.lo(i)));
        }
        exchange.end(switch (answer.outcome()) {
            case ADDRESSES -> "";
            case NAME_ERROR -> "there is no name '" + name + "'";
            case NO_DATA -> "the name '" + name + "' has no IPv6 address";
            case SERVER_FAILURE -> "no server could answer: they failed or refused";
            case TRUNCATED -> "the answer is too long for a datagram, and there is no TCP yet";
            case NO_ANSWER -> "no server answered";
            case UNREACHABLE -> "no server can be reached: there is no route to one, or no address of our own";
            case NO_SERVER ->
                "there is no server to ask: no router announced one; name some with nameServers in the file of --config";
        });
    }
}
