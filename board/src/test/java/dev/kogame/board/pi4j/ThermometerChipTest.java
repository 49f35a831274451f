package dev.kogame.board.pi4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ThermometerChipTest {

    /** Table 5 of SBOS397 (12 bits) and table 6 (13 bits, with the lowest bit set as the extended mode does). */
    @ParameterizedTest
    @CsvSource({"7FF0, 127937", "6400, 100000", "5000, 80000", "4B00, 75000", "3200, 50000", "1900, 25000", "0040, 250",
            "0010, 62", "0000, 0", "FFF0, -62", "FFC0, -250", "E700, -25000", "C900, -55000", "4B01, 150000",
            "3201, 100000",
            "0C81, 25000", "0021, 250", "FFE1, -250", "F381, -25000", "E481, -55000"})
    void shouldReadATmp102AsItsDataSheetDoes(String register, int milliCelsius) {
        assertThat(ThermometerChip.TMP102.milliCelsius(Integer.parseInt(register, 16))).isEqualTo(milliCelsius);
    }

    /** Register 5-4 of DS25095: the sign is bit 12, whatever the alert flags above it say. */
    @ParameterizedTest
    @CsvSource({"07D0, 125000", "0640, 100000", "0194, 25250", "C194, 25250", "E194, 25250", "0001, 62", "0000, 0",
            "1FFF, -62", "1FFC, -250", "1E70, -25000", "FE70, -25000", "1D80, -40000", "3D80, -40000"})
    void shouldReadAnMcp9808WhateverItsAlertFlagsSay(String register, int milliCelsius) {
        assertThat(ThermometerChip.MCP9808.milliCelsius(Integer.parseInt(register, 16))).isEqualTo(milliCelsius);
    }

    /** The table of temperatures in the data sheet of the LM75: the low 7 bits are not told. */
    @ParameterizedTest
    @CsvSource({"7D00, 125000", "1900, 25000", "197F, 25000", "0080, 500", "0000, 0", "007F, 0", "FF80, -500",
            "E700, -25000",
            "E77F, -25000", "C900, -55000"})
    void shouldReadAnLm75AsItsDataSheetDoes(String register, int milliCelsius) {
        assertThat(ThermometerChip.LM75.milliCelsius(Integer.parseInt(register, 16))).isEqualTo(milliCelsius);
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveATemperatureForEveryRegister(ThermometerChip chip) {
        Set<Integer> seen = new HashSet<>();
        for (int register = 0; register < 1 << Short.SIZE; register++) {
            int milliCelsius = chip.milliCelsius(register);
            assertThat(milliCelsius).as("register %04X", register).isBetween(-256_000, 256_000);
            seen.add(milliCelsius);
        }
        assertThat(seen).contains(0, 500, -500, 25_000, -25_000).anyMatch(each -> each < -100_000);
    }
}
