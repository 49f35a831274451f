package dev.kogame.enc28j60.chip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;

import dev.kogame.board.Deadlines;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlowControlTest {
    private final Bench bench = Bench.configured(true);
    private final Host host = bench.host;

    @BeforeEach
    void allowPauseFrames() {
        host.bank(2);
        host.wcr(0x00, 0x09);
        host.bank(3);
        host.wcr(0x18, 0x64);
        host.wcr(0x19, 0x00);
    }

    private static String hex(byte[] frame) {
        return HexFormat.of().formatHex(frame, 0, 18);
    }

    @Test
    void shouldSendOnePauseFrame() {
        host.wcr(0x17, 1);
        bench.run(50_000_000);
        assertThat(bench.medium.sent).hasSize(1);
        assertThat(hex(bench.medium.sent.getFirst())).isEqualTo("0180c2000001" + Bench.OWN + "880800010064");
        assertThat(bench.medium.sent.getFirst()).hasSize(60);
        assertThat(host.rcr(0x17)).as("idle, full duplex").isEqualTo(0x04);
    }

    @Test
    void shouldRepeatUntilToldToEnd() {
        host.wcr(0x17, 2);
        bench.run(10 * 50 * 51_200);
        assertThat(bench.medium.sent).hasSizeBetween(10, 11);
        int sent = bench.medium.sent.size();
        host.wcr(0x17, 3);
        bench.run(50_000_000);
        assertThat(bench.medium.sent).hasSize(sent + 1);
        assertThat(hex(bench.medium.sent.getLast())).endsWith("88080001" + "0000");
        assertThat(bench.chip.nextDeadlineNs()).isEqualTo(Deadlines.NEVER);
    }

    @Test
    void shouldSendNoneWithoutTxpaus() {
        host.bank(2);
        host.wcr(0x00, 0x01);
        host.bank(3);
        host.wcr(0x17, 2);
        bench.run(50_000_000);
        assertThat(bench.medium.sent).isEmpty();
    }

    @Test
    void shouldShareTheWireWithTheHostsFrames() {
        bench.send(Bench.frame("020000000002", 1514));
        host.bank(3);
        host.wcr(0x17, 1);
        bench.run(1_000_000);
        assertThat(bench.medium.sent).isEmpty();
        bench.run(1_000_000);
        assertThat(bench.medium.sent).hasSize(2);
        assertThat(bench.medium.sent.getLast()).hasSize(60);
    }
}
