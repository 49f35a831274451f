package dev.kogame.netstack.nd;

import static dev.kogame.netstack.Packet.hi;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kogame.board.Deadlines;
import org.junit.jupiter.api.Test;

class PrefixListTest {

    private static final long S = 1_000_000_000L;

    private final PrefixList prefixes = new PrefixList(3);

    private int onLink(int ifIndex, String address) {
        return prefixes.onLink(ifIndex, hi(address), 7);
    }

    @Test
    void shouldFindTheInterfaceOfTheLongestPrefix() {
        prefixes.update(1, hi("2001:db8:0:1::"), 0, 64, 9 * S, 0);
        prefixes.update(0, hi("2001:db8::"), 0, 32, 9 * S, 0);
        assertThat(onLink(-1, "2001:db8:0:1::")).isEqualTo(1);
        assertThat(onLink(-1, "2001:db8:0:2::")).isEqualTo(0);
        assertThat(onLink(-1, "2001:db9::")).isEqualTo(PrefixList.NONE);
    }

    @Test
    void shouldKeepTheSamePrefixOfTwoLinksApart() {
        prefixes.update(0, hi("2001:db8::"), 0, 64, 9 * S, 0);
        prefixes.update(1, hi("2001:db8::"), 0, 64, 9 * S, 0);
        prefixes.update(0, hi("2001:db8::"), 0, 64, 0, 0);
        assertThat(onLink(0, "2001:db8::")).isEqualTo(PrefixList.NONE);
        assertThat(onLink(1, "2001:db8::")).isEqualTo(1);
    }

    @Test
    void shouldTellPrefixesOfDifferentLengthApart() {
        prefixes.update(0, hi("2001:db8::"), 0, 64, 9 * S, 0);
        prefixes.update(0, hi("2001:db8::"), 0, 48, 9 * S, 0);
        prefixes.update(0, hi("2001:db8::"), 0, 48, 0, 0);
        assertThat(onLink(0, "2001:db8::")).isEqualTo(0);
        assertThat(onLink(0, "2001:db8:0:1::")).isEqualTo(PrefixList.NONE);
    }

    @Test
    void shouldIgnoreAFurtherPrefixWhenFullAndTakeItWhenOneIsGone() {
        for (int i = 0; i < 3; i++) {
            assertThat(prefixes.update(0, hi("2001:db8::") + i, 0, 64, (5 + i) * S, 0)).isTrue();
        }
        assertThat(prefixes.update(0, hi("2001:db8:1::"), 0, 64, 9 * S, 0)).isFalse();
        assertThat(prefixes.poll(5 * S - 1)).isZero();
        assertThat(prefixes.nextDeadlineNs()).isEqualTo(5 * S);
        assertThat(prefixes.poll(5 * S)).isEqualTo(1);
        assertThat(prefixes.update(0, hi("2001:db8:1::"), 0, 64, Deadlines.NEVER, 5 * S)).isTrue();
        assertThat(prefixes.poll(100 * S)).isEqualTo(2);
        assertThat(prefixes.nextDeadlineNs()).isEqualTo(Deadlines.NEVER);
        assertThat(onLink(0, "2001:db8:1::")).isEqualTo(0);
    }
}
