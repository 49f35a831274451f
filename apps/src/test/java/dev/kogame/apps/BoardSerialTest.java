package dev.kogame.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoardSerialTest {

    @TempDir
    Path root;

    /** The first 12 digits of {@code printf 10000000a3f1c2d4 | sha256sum} and so on, the lowest bits of the first octet 10. */
    @ParameterizedTest
    @CsvSource({"10000000a3f1c2d4, ae973dd46e55", "10000000A3F1C2D4, ae973dd46e55", "00000000f1b2c3d4, 227e848e9df4",
            "b7d2a91c0e54f863, a2dda427ced9"})
    void shouldMakeALocalUnicastAddressOfASerialNumber(String serial, String macAddress) {
        assertThat("%012x".formatted(BoardSerial.macAddressOf(serial))).isEqualTo(macAddress);
    }

    @Test
    void shouldTellNeighboringBoardsApart() {
        assertThat(BoardSerial.macAddressOf("10000000a3f1c2d4"))
                .isNotEqualTo(BoardSerial.macAddressOf("10000000a3f1c2d5"));
    }

    @Test
    void shouldTakeTheSerialNumberOfTheDeviceTreeWithoutItsNul() throws IOException {
        write("proc/device-tree/serial-number", "10000000a3f1c2d4\0");
        write("proc/cpuinfo", "Serial\t\t: b7d2a91c0e54f863\n");
        assertThat(BoardSerial.macAddress(root)).isEqualTo(BoardSerial.macAddressOf("10000000a3f1c2d4"));
    }

    @Test
    void shouldTakeTheSerialNumberOfCpuinfoWithoutADeviceTree() throws IOException {
        write("proc/cpuinfo", """
                processor\t: 0
                BogoMIPS\t: 108.00

                Revision\t: c03114
                Serial\t\t: 10000000a3f1c2d4
                Model\t\t: Raspberry Pi 4 Model B Rev 1.4
                """);
        assertThat(BoardSerial.macAddress(root)).isEqualTo(BoardSerial.macAddressOf("10000000a3f1c2d4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000000000000000\0", "\0", ""})
    void shouldPassByASerialNumberThatTellsNothing(String nothing) throws IOException {
        write("proc/device-tree/serial-number", nothing);
        write("proc/cpuinfo", "Serial\t\t: 10000000a3f1c2d4\n");
        assertThat(BoardSerial.macAddress(root)).isEqualTo(BoardSerial.macAddressOf("10000000a3f1c2d4"));
    }

    @Test
    void shouldSayThatABoardWithoutASerialNumberNeedsAnAddress() throws IOException {
        write("proc/cpuinfo", "processor\t: 0\nmodel name\t: Some Other Processor\n");
        assertThatThrownBy(() -> BoardSerial.macAddress(root)).isInstanceOf(IOException.class)
                .hasMessageContaining("serial number").hasMessageContaining("give one with --mac");
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }
}
