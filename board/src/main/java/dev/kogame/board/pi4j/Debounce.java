package dev.kogame.board.pi4j;

/**
 * Takes the bouncing out of a contact: a new level counts once it was seen again and again, without the old one in between, for
 * the time in which contacts settle. Allocates nothing.
 */
final class Debounce {
    private final long settleNs;
    private boolean settled;
    private boolean changing;
    private long changeNs;

    /** @param settleNs how long a new level must stay, at least 0 */
    Debounce(long settleNs) {
        this.settleNs = settleNs;
    }

    /** The level that counts now, when {@code level} is seen. At first it is false. */
    boolean settle(boolean level, long nowNs) {
        if (level == settled) {
            changing = false;
        } else if (!changing) {
            changing = true;
            changeNs = nowNs;
        } else if (nowNs - changeNs >= settleNs) {
            changing = false;
            settled = level;
        }
        return settled;
    }
}
