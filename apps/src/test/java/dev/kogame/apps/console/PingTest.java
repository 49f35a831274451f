package dev.kogame.apps.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.apps.ZonedAddress;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.nd.InterfaceIdentifier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two hosts on one cable, in virtual time. */
@Timeout(10)
class PingTest {

    private static final String OTHER = "fe80::ff:fe00:2%0";

    private final VirtualCable cable = new VirtualCable(1, 0x0200_0000_0001L, 0x0200_0000_0002L);
    private final NetStack stack = new NetStack(config(), cable.end(0));
    private final NetStack other = new NetStack(config(), cable.end(1));
    private final Exchange exchange = new Exchange();
    private long nowNs;

    private static StackConfig config() {
        return StackConfig.defaults().withSeed(1).with(Limit.INITIAL_DELAY_MS, 0)
                .withInterfaceIdentifier(InterfaceIdentifier.Kind.EUI64);
    }

    @BeforeEach
    void meet() {
        live(null, 5_000);
    }

    private void live(Ping ping, long ms) {
        long untilNs = nowNs + ms * 1_000_000;
        boolean over = false;
        while (nowNs < untilNs && !over) {
            int work = stack.poll(nowNs, 16) + other.poll(nowNs, 16);
            over = ping != null && ping.poll(nowNs);
            if (work == 0) {
                long nextNs = Math.min(stack.nextDeadlineNs(), other.nextDeadlineNs());
                nextNs = ping == null ? nextNs : Math.min(nextNs, ping.nextDeadlineNs());
                nowNs = Math.min(untilNs, nextNs);
            }
        }
    }

    private Ping ping(String address, int octets, int count) {
        exchange.ask("ping");
        return new Ping(stack.echoRequester(), ZonedAddress.parse(address), octets, count, exchange, nowNs);
    }

    @Test
    void shouldAskOnceASecondAndSumUp() throws InterruptedException {
        long begunNs = nowNs;
        live(ping("fe80::ff:fe00:2", 56, 3), 60_000);

        assertThat(exchange.take().lines()).containsExactly(
                "reply from " + OTHER + " sequence 0 octets 56 hop-limit 64 time 0.000 ms",
                "reply from " + OTHER + " sequence 1 octets 56 hop-limit 64 time 0.000 ms",
                "reply from " + OTHER + " sequence 2 octets 56 hop-limit 64 time 0.000 ms",
                "sent 3 received 3 lost 0 min 0.000 avg 0.000 max 0.000 ms", "ok");
        assertThat(nowNs - begunNs).isEqualTo(2_000_000_000L);
    }

    @Test
    void shouldSayThatNobodyReplied() throws InterruptedException {
        live(ping("fe80::9", 0, 2), 60_000);

        assertThat(exchange.take().lines()).containsExactly("no reply sequence 0", "no reply sequence 1",
                "sent 2 received 0 lost 2", "error: no reply from fe80::9%0");
    }

    @Test
    void shouldTakeWhatAGroupReplies() throws InterruptedException {
        live(ping("ff02::1", 8, 2), 60_000);

        assertThat(exchange.take().lines()).containsExactly(
                "reply from " + OTHER + " sequence 0 octets 8 hop-limit 64 time 0.000 ms",
                "reply from " + OTHER + " sequence 1 octets 8 hop-limit 64 time 0.000 ms",
                "sent 2 received 2 lost 0 min 0.000 avg 0.000 max 0.000 ms", "ok");
    }

    @Test
    void shouldSayWhyItCannotSend() throws InterruptedException {
        live(ping("2001:db8::1", 8, 2), 60_000);

        assertThat(exchange.take()).isEqualTo("error: cannot send to 2001:db8::1: NO_ROUTE\n");
    }

    @Test
    void shouldEndWhenNobodyReadsAndLeaveNothingBehind() throws InterruptedException {
        Ping abandoned = ping("fe80::9", 8, 100);
        live(abandoned, 1_500);
        exchange.abandon();
        assertThat(abandoned.poll(nowNs)).isTrue();
        exchange.awaitEnd();

        // Replies and timeouts of its requests go nowhere, while the next command works.
        live(ping("fe80::ff:fe00:2", 8, 6), 60_000);
        assertThat(exchange.take()).contains("sent 6 received 6 lost 0").doesNotContain("no reply").endsWith("ok\n");
    }
}
