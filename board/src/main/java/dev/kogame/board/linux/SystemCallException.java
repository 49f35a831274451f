package dev.kogame.board.linux;

import java.io.IOException;

/** A call of the kernel failed. The message is one sentence: the call, what it was made on, the errno, and the mend. */
public final class SystemCallException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    SystemCallException(String call, String target, int errno, String mend) {
        super(call + " on " + target + " failed with errno " + errno + " (" + NativeCalls.errorText(errno) + "): "
                + mend);
        this.errno = errno;
    }

    /** The kernel's error number, above 0. */
    public int errno() {
        return errno;
    }
}
