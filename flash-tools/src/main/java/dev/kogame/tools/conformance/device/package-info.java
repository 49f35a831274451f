/** Devices under test: our own stack in virtual time, or anything on an Ethernet in real time. */
package dev.kogame.tools.conformance.device;
