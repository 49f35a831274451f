/**
 * What every app shares: the duty cycle, and a device put together from a board, a link and a stack. The apps themselves stand in
 * packages below, and an app of somebody else's uses the same few classes from a {@code main} of its own.
 */
package dev.kogame.apps;
