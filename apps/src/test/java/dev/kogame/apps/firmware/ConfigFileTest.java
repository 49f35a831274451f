package dev.kogame.apps.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.kogame.apps.NameServers;
import dev.kogame.apps.PiConfig;
import dev.kogame.apps.PiConfig.LampKind;
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
    void shouldKnowTheKeyOfEverySwitch(Switch which) throws IOException {
        assertThat(read(which.key() + "=" + (which.byDefault() ? "off" : "on")).on(which))
                .isNotEqualTo(which.byDefault());
        assertThat(read("").on(which)).isEqualTo(which.byDefault());
        assertThatThrownBy(() -> read(which.key() + "=true")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file() + ": " + which.key() + " 'true' is neither on nor off");
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
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            frameSlots=65535        | frameSlots 65535 is not between 4 and 1024
            frameSlots=many         | frameSlots 'many' is no whole number between 4 and 1024
            frameSlots=99999999999  | frameSlots '99999999999' is no whole number between 4 and 1024
            interfaceIdentifier=old | interfaceIdentifier 'old' is not stable or eui64 or temporary
            policyTable=::/0 1      | the policy '::/0 1' cannot be used: it has not the form PREFIX/LENGTH PRECEDENCE LABEL
            secret=xy               | secret is not written in pairs of hexadecimal digits
            secret=00               | a secret of 1 octets is too short; RFC 7217 asks for 16
            seed=x                  | seed 'x' is no whole number of at most 64 bits
            mac=03:00:00:00:00:01   | mac '03:00:00:00:00:01' is a group address, which no device can have as its own: the lowest bit \
            of the first octet must be 0, as in 02:00:00:00:00:01
            mac=2                   | mac '2' is no MAC address: write six octets in hexadecimal, such as 02:00:00:00:00:01
            spiDevice=spidev0.0     | spiDevice 'spidev0.0' is no path of a device, such as /dev/spidev0.0
            spiSpeedHz=7999999      | spiSpeedHz 7999999 is not between 8000000 and 20000000, what the ENC28J60 works with
            spiSpeedHz=20000001     | spiSpeedHz 20000001 is not between 8000000 and 20000000, what the ENC28J60 works with
            spiSpeedHz=12 MHz       | spiSpeedHz '12 MHz' is no whole number between 8000000 and 20000000
            interruptGpio=28        | interruptGpio 28 is not between 0 and 27
            interruptGpio=GPIO25    | interruptGpio 'GPIO25' is no whole number between 0 and 27
            interruptGpio=8         | interruptGpio 8 is a pin of the bus of /dev/spidev0.0: give another
            lampGpio=-1             | lampGpio -1 is not between 0 and 27
            lampGpio=25             | interruptGpio and lampGpio are both 25: wire them to different pins
            lampGpio=11             | lampGpio 11 is a pin of the bus of /dev/spidev0.0: give another
            spiDevice=/dev/spidev1.0 | lampGpio 18 is a pin of the bus of /dev/spidev1.0: give another
            nameServers=            | nameServers: '' is no IPv6 address
            nameServers=192.0.2.1   | nameServers: '192.0.2.1' is no IPv6 address
            nameServers=ff02::1     | nameServers: 'ff02::1%0' is no address of one server
            nameServers=::1         | nameServers: '::1%0' is no address of one server
            nameServers=fe80::1%1   | nameServers: 'fe80::1%1' has the zone '1', and the only interface is 0
            nameServers=::2,::2,::2,::2,::2,::2,::2,::2,::2 | nameServers: 9 are too many: name 8 or fewer
            lamp=neon               | lamp 'neon' is not digital or pwm
            duplex=auto             | duplex 'auto' is not half or full
            """)
    void shouldRefuseInOneSentenceThatNamesFileKeyValueAndLimit(String line, String sentence) {
        assertThatThrownBy(() -> read(line)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file() + ": " + sentence);
    }

    @Test
    void shouldNameTheKeysThatThereAre() {
        String keys = Stream.concat(Arrays.stream(Limit.values()).map(Limit::key),
                Arrays.stream(Switch.values()).map(Switch::key)).collect(Collectors.joining(", "));
        assertThatThrownBy(() -> read("frameslots=8")).isInstanceOf(IllegalArgumentException.class).hasMessage(file()
                + ": unknown key 'frameslots': there are " + keys
                + ", interfaceIdentifier, policyTable, secret, seed, mac, nameServers, spiDevice, "
                + "spiSpeedHz, interruptGpio, lampGpio, lamp, duplex");
    }

    @Test
    void shouldReadWhomToAskForNames() throws IOException {
        NameServers read = all("nameServers = 2001:db8::53 ,fe80::1, fe80::2%0").nameServers();

        assertThat(read.servers()).hasToString("[2001:db8::53, fe80::1%0, fe80::2%0]");
        assertThat(read.count()).isEqualTo(3);
        assertThat(read.interfaceIndex(0)).isEqualTo(-1);
        assertThat(read.interfaceIndex(1)).isZero();
        assertThat(read.lo(2)).isEqualTo(2);
        assertThat(all("").nameServers().count()).isZero();
    }

    @Test
    void shouldKeepTheDefaultWiringOfWhatTheFileDoesNotName() throws IOException {
        ConfigFile read = all("lamp = pwm\n");

        assertThat(read.pi()).isEqualTo(new PiConfig("/dev/spidev0.0", 20_000_000, 25, 18, LampKind.PWM, false));
        assertThat(read.macAddress()).isEmpty();
        assertThat(all("").pi()).isEqualTo(ConfigFile.DEFAULTS.pi());
    }

    @Test
    void shouldReadHowAPiIsWired() throws IOException {
        ConfigFile read = all("""
                mac = 02:00:00:00:00:07
                spiDevice = /dev/spidev1.2
                spiSpeedHz = 12000000
                interruptGpio = 24
                lampGpio = 13
                lamp = digital
                duplex = full
                neighbors = 32
                """);

        assertThat(read.pi()).isEqualTo(new PiConfig("/dev/spidev1.2", 12_000_000, 24, 13, LampKind.DIGITAL, true));
        assertThat(read.macAddress()).hasValue(0x02_00_00_00_00_07L);
        assertThat(read.stack().get(Limit.NEIGHBORS)).isEqualTo(32);
    }

    @Test
    void shouldRefusePwmOnAPinWithoutWhateverTheOrderOfTheLines() {
        assertThatThrownBy(() -> all("lamp=pwm\nlampGpio=17")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file() + ": lampGpio 17 has no PWM: give 12, 13, 18 or 19, or lamp=digital");
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
        return all(text).stack();
    }

    private ConfigFile all(String text) throws IOException {
        return ConfigFile.read(Files.writeString(file(), text));
    }
}
