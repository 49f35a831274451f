package dev.kogame.enc28j60;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class Enc28j60ConfigTest {
    @Test
    void shouldTakeAStationAddress() {
        Enc28j60Config config = Enc28j60Config.halfDuplex(0x02_00_00_12_34_56L);
        assertThat(config.macAddress()).isEqualTo(0x02_00_00_12_34_56L);
        assertThat(config.fullDuplex()).isFalse();
    }

    @Test
    void shouldRefuseAddressesNoStationHas() {
        assertThatThrownBy(() -> new Enc28j60Config(0, false)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("00:00:00:00:00:00").hasMessageContaining("give one");
        assertThatThrownBy(() -> new Enc28j60Config(0x33_33_00_00_00_01L, false))
                .hasMessageContaining("333300000001").hasMessageContaining("group address");
        assertThatThrownBy(() -> new Enc28j60Config(1L << 48, false)).hasMessageContaining("more than 48 bits");
    }
}
