package dev.kogame.board.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

import dev.kogame.board.Boot;

/**
 * Every native call of the project. Any thread.
 *
 * <p>The hot ones ({@link #read}, {@link #write}, {@link #control}, {@link #ppoll}) take memory that was allocated before, do
 * not capture errno and so allocate nothing, whichever compiler runs; they answer -1 for any failure, and {@link #lastErrno}
 * may be asked which. The cold ones ({@link #open}, {@link #socket}, {@link #ioctl}, {@link #fcntl}) answer a negated errno, as
 * the kernel itself does.
 *
 * <p>No call of the kernel is linked as critical: that would save 5 ns and hold up a safepoint for as long as the kernel takes.
 */
final class NativeCalls {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = LINKER.defaultLookup();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_AT = CALL_STATE.byteOffset(PathElement.groupElement("errno"));
    private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");
    private static final long LONGEST_ERROR_TEXT = 256;

    private static final FunctionDescriptor IOCTL_TYPE = FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
    private static final Linker.Option IOCTL_VARIADIC = Linker.Option.firstVariadicArg(2);

    private static final MethodHandle READ = link("read",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE = link("write",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle PPOLL = link("ppoll",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
    private static final MethodHandle CONTROL = link("ioctl", IOCTL_TYPE, IOCTL_VARIADIC);

    private static final MethodHandle ERRNO_LOCATION = link("__errno_location", FunctionDescriptor.of(JAVA_LONG),
            Linker.Option.critical(false));
    private static final MemorySegment ALL_MEMORY = allMemory();

    private static final MethodHandle OPEN = link("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.firstVariadicArg(2), CAPTURE_ERRNO);
    private static final MethodHandle SOCKET = link("socket",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), CAPTURE_ERRNO);
    private static final MethodHandle IOCTL = link("ioctl", IOCTL_TYPE, IOCTL_VARIADIC, CAPTURE_ERRNO);
    private static final MethodHandle FCNTL = link("fcntl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(2), CAPTURE_ERRNO);
    private static final MethodHandle CLOSE = link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle STRERROR = link("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private NativeCalls() {
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link(String name, FunctionDescriptor type, Linker.Option... options) {
        return LINKER.downcallHandle(LIBC.findOrThrow(name), type, options);
    }

    @SuppressWarnings("restricted")
    private static MemorySegment allMemory() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    /**
     * read(2) on a non-blocking descriptor.
     *
     * @return the octets read, or -1: nothing there, or a failure that is not told apart here
     */
    static int read(int descriptor, MemorySegment into, long octets) {
        try {
            return (int) (long) READ.invokeExact(descriptor, into, octets);
        } catch (Throwable e) {
            throw new AssertionError("read cannot throw", e);
        }
    }

    /**
     * write(2) on a non-blocking descriptor.
     *
     * @return the octets written, or -1: no room, or a failure that is not told apart here
     */
    static int write(int descriptor, MemorySegment from, long octets) {
        try {
            return (int) (long) WRITE.invokeExact(descriptor, from, octets);
        } catch (Throwable e) {
            throw new AssertionError("write cannot throw", e);
        }
    }

    /**
     * ioctl(2) for the hot path.
     *
     * @return at least 0, or -1 for any failure
     */
    static int control(int descriptor, long request, MemorySegment argument) {
        try {
            return (int) CONTROL.invokeExact(descriptor, request, argument);
        } catch (Throwable e) {
            throw new AssertionError("ioctl cannot throw", e);
        }
    }

    /**
     * The errno of this thread's hot call that has just failed, without allocating.
     *
     * <p>Ask at once. Unlike a captured errno it is not promised to survive the way back from the call: a safepoint may lie in
     * between. That the call failed is certain, the number is for people and counters.
     *
     * @return above 0; EIO if the C library shows none
     */
    static int lastErrno() {
        try {
            int errno = ALL_MEMORY.get(JAVA_INT, (long) ERRNO_LOCATION.invokeExact());
            return errno > 0 ? errno : LinuxAbi.EIO;
        } catch (Throwable e) {
            throw new AssertionError("__errno_location cannot throw", e);
        }
    }

    /**
     * ppoll(2) without a signal mask; blocks.
     *
     * @param descriptors an array of struct pollfd
     * @param count how many
     * @param timeout a struct timespec to wait at most, or {@link MemorySegment#NULL} to wait for ever
     * @return how many descriptors have something to say, 0 at the end of the timeout, or -1 (a signal came)
     */
    static int ppoll(MemorySegment descriptors, long count, MemorySegment timeout) {
        try {
            return (int) PPOLL.invokeExact(descriptors, count, timeout, MemorySegment.NULL);
        } catch (Throwable e) {
            throw new AssertionError("ppoll cannot throw", e);
        }
    }

    /** open(2): a descriptor, or a negated errno. */
    @Boot
    static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int result = (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags);
            return result >= 0 ? result : -state.get(JAVA_INT, ERRNO_AT);
        } catch (Throwable e) {
            throw new AssertionError("open cannot throw", e);
        }
    }

    /** socket(2): a descriptor, or a negated errno. */
    @Boot
    static int socket(int domain, int type, int protocol) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int result = (int) SOCKET.invokeExact(state, domain, type, protocol);
            return result >= 0 ? result : -state.get(JAVA_INT, ERRNO_AT);
        } catch (Throwable e) {
            throw new AssertionError("socket cannot throw", e);
        }
    }

    /** ioctl(2): what the request answers, or a negated errno. */
    @Boot
    static int ioctl(int descriptor, long request, MemorySegment argument) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int result = (int) IOCTL.invokeExact(state, descriptor, request, argument);
            return result >= 0 ? result : -state.get(JAVA_INT, ERRNO_AT);
        } catch (Throwable e) {
            throw new AssertionError("ioctl cannot throw", e);
        }
    }

    /** fcntl(2) with a number as its argument: what the command answers, or a negated errno. */
    @Boot
    static int fcntl(int descriptor, int command, int argument) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int result = (int) FCNTL.invokeExact(state, descriptor, command, argument);
            return result >= 0 ? result : -state.get(JAVA_INT, ERRNO_AT);
        } catch (Throwable e) {
            throw new AssertionError("fcntl cannot throw", e);
        }
    }

    /** close(2). Linux gives the descriptor up whatever it answers, so the answer is of no use. */
    @Boot
    static void close(int descriptor) {
        try {
            int ignored = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw new AssertionError("close cannot throw", e);
        }
    }

    /** The C library's text for an errno, such as {@code Operation not permitted}. */
    @Boot
    @SuppressWarnings("restricted")
    static String errorText(int errno) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(LONGEST_ERROR_TEXT).getString(0);
        } catch (Throwable e) {
            throw new AssertionError("strerror cannot throw", e);
        }
    }
}
