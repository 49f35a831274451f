package dev.kogame.board.linux;

import dev.kogame.board.Boot;

/** What this package needs of the machine: the struct layouts and numbers here are those of 64-bit Linux. */
@Boot
final class Linux {
    private Linux() {
    }

    /**
     * Refuses any other machine, before a native call is linked.
     *
     * @param what what needs Linux, as the start of the sentence
     */
    static void require(String what) {
        String system = System.getProperty("os.name");
        String architecture = System.getProperty("os.arch");
        boolean known = architecture.equals("amd64") || architecture.equals("aarch64");
        if (!system.equals("Linux") || !known) {
            throw new UnsupportedOperationException(what + " needs Linux on x86-64 or aarch64, and this is " + system
                    + " on " + architecture + ": use --board sim with --link user, which run anywhere");
        }
    }
}
