/**
 * Packets as a person describes them: a row of headers whose fields are given or left open. One description is built into octets, or
 * matched with octets that came. It takes nothing from the code it judges.
 */
package dev.kogame.tools.conformance.packet;
