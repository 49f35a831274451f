package dev.kogame.tools;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import dev.kogame.apps.DutyCycle;
import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.board.linux.PollIdle;
import dev.kogame.board.linux.Tap;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.nd.DnsServers;
import dev.kogame.netstack.wire.Ipv6Address;

/** A stack on a TAP that says which DNS servers it knows whenever they change: {@code dns: ADDRESS ADDRESS.} */
final class DnsNews implements Duty {

    private final DnsServers servers;
    private List<String> known = List.of();

    private DnsNews(DnsServers servers) {
        this.servers = servers;
    }

    /** @param arguments the TAP's name */
    public static void main(String[] arguments) throws IOException {
        Tap tap = Tap.open(arguments[0], 0x024b_6f67_6102L);
        NetStack stack = new NetStack(StackConfig.defaults(), tap);
        new DutyCycle(System::nanoTime, new PollIdle(tap), () -> {}, stack, new DnsNews(stack.dnsServers()))
                .run(Deadlines.NEVER);
    }

    @Override
    public int poll(long nowNs, int budget) {
        List<String> now = new ArrayList<>();
        for (int i = 0; i < servers.count(); i++) {
            now.add(Ipv6Address.text(servers.hi(i), servers.lo(i)));
        }
        now.sort(null);
        if (!now.equals(known)) {
            known = now;
            System.out.println("dns: " + String.join(" ", now) + ".");
        }
        return 0;
    }

    @Override
    public long nextDeadlineNs() {
        return Deadlines.NEVER;
    }
}
