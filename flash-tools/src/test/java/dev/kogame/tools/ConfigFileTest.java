package dev.kogame.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.StackConfig.Switch;
import dev.kogame.netstack.nd.InterfaceIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigFileTest {

    @TempDir
    Path folder;

    @Test
    void shouldKeepTheDefaultOfWhatTheFileDoesNotName() throws IOException {
        StackConfig read = read("# nothing but\nneighbors = 32\n");

        assertThat(read.get(Limit.NEIGHBORS)).isEqualTo(32);
        assertThat(read.get(Limit.FRAME_SLOTS)).isEqualTo(Limit.FRAME_SLOTS.byDefault());
        assertThat(read.interfaceIdentifier()).isEqualTo(InterfaceIdentifier.Kind.STABLE);
    }

    @Test
    void shouldReadEveryKindOfValue() throws IOException {
        StackConfig read = read("""
                frameSlots: 64
                interfaceIdentifier = eui64
                secret = 000102030405060708090a0b0c0d0e0f
                seed = -5
                dadNonce = off
                optimisticDad = on
                policyTable = ::/0 1 1, 2001:db8::/32 2 3
                """);

        assertThat(read.get(Limit.FRAME_SLOTS)).isEqualTo(64);
        assertThat(read.interfaceIdentifier()).isEqualTo(InterfaceIdentifier.Kind.EUI64);
        assertThat(read.secret()).hasSize(16).startsWith(0, 1, 2);
        assertThat(read.seed()).isEqualTo(-5);
        assertThat(read.on(Switch.DAD_NONCE)).isFalse();
        assertThat(read.on(Switch.OPTIMISTIC_DAD)).isTrue();
        assertThat(read.policyTable().label(0x2001_0db8_0000_0000L, 1)).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void shouldKnowTheKeyOfEveryLimitAndRefuseWhatIsBeyondIt(Limit limit) {
        assertThatThrownBy(() -> read(limit.key() + "=" + (limit.most() + 1L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file() + ": " + limit.key() + " ").hasMessageContaining("" + limit.least())
                .hasMessageEndingWith("" + limit.most());
    }

    @ParameterizedTest
    @EnumSource
    void shouldKnowTheKeyOfEverySwitch(Switch which) throws IOException {
        assertThat(read(which.key() + "=" + (which.byDefault() ? "off" : "on")).on(which))
                .isNotEqualTo(which.byDefault());
        assertThat(read("").on(which)).isEqualTo(which.byDefault());
        assertThatThrownBy(() -> read(which.key() + "=true")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file() + ": " + which.key() + " 'true' is neither on nor off");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            frameSlots=65535        | frameSlots 65535 is not between 4 and 1024
            frameSlots=many         | frameSlots 'many' is no whole number between 4 and 1024
            frameSlots=99999999999  | frameSlots '99999999999' is no whole number between 4 and 1024
            interfaceIdentifier=old | interfaceIdentifier 'old' is not stable or eui64 or temporary
            policyTable=::/0 1      | the policy '::/0 1' cannot be used: it has not the form PREFIX/LENGTH PRECEDENCE LABEL
            secret=xy               | secret is not written in pairs of hexadecimal digits
            secret=00               | a secret of 1 octets is too short; RFC 7217 asks for 16
            seed=x                  | seed 'x' is no whole number of at most 64 bits
            frameslots=8            | unknown key 'frameslots': there are frameSlots, transmitQueue, neighbors, waitingPerNeighbor, \
            routers, routes, redirects, prefixes, addresses, groups, dnsServers, dnsSearchDomains, udpSockets, \
            icmpErrorsPerSecond, icmpErrorBurst, duplicateAddressProbes, initialDelayMs, dadNonce, routerSolicitationBackoff, \
            unreachableState, gratuitousAdvertisement, disableOnDuplicate, optimisticDad, preferTemporary, interfaceIdentifier, \
            policyTable, secret, seed
            """)
    void shouldRefuseInOneSentenceThatNamesFileKeyValueAndLimit(String line, String sentence) {
        assertThatThrownBy(() -> read(line)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file() + ": " + sentence);
    }

    @Test
    void shouldRefuseSizesThatDoNotGoTogether() {
        assertThatThrownBy(() -> read("frameSlots=4\ntransmitQueue=8")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file() + ": transmitQueue 8 ");
    }

    @Test
    void shouldSayThatThereIsNoSuchFile() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> ConfigFile.read(missing)).isInstanceOf(IOException.class)
                .hasMessage("there is no configuration file " + missing);
    }

    private Path file() {
        return folder.resolve("lamp.properties");
    }

    private StackConfig read(String text) throws IOException {
        return ConfigFile.read(Files.writeString(file(), text));
    }
}
