package dev.kogame.tools.bench;

/**
 * What happened on the bus.
 *
 * @param selects chip-select cycles
 * @param octets clocked, command octets included
 * @param runs of the bus, which on Linux are calls of the kernel
 */
record Cost(long selects, long octets, long runs) {

    Cost minus(Cost before) {
        return new Cost(selects - before.selects, octets - before.octets, runs - before.runs);
    }
}
