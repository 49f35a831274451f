/**
 * What a person uses on the host: the command line. It reads what was typed, lets the apps do the work, and turns everything that
 * goes wrong into one sentence.
 */
package dev.kogame.tools;
