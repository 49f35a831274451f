/**
 * The house rules, held by tests: which room may import which, where native calls and clocks are, and that the stack and the
 * driver allocate nothing once they are started.
 */
package dev.kogame.house;
