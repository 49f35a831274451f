/** Measures driver and stack in front of the model of the chip, in virtual time, so that every run gives the same figures. */
package dev.kogame.tools.bench;
