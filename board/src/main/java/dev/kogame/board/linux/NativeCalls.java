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
import java.lang.ref.Reference;

import dev.kogame.board.Boot;

/**
 * Every native call of the project. Any thread.
 *
 * <p>The hot ones ({@link #read}, {@link #write}, {@link #control}, {@link #ppoll}) take memory that was allocated before, do
 * not capture errno and so allocate nothing, whichever compiler runs; they answer -1 for any failure, and {@link #lastErrno}
 * may be asked which. The cold ones ({@link #open}, {@link #socket}, {@link #bind}, {@link #setsockopt}, {@link #eventfd},
 * {@link #ioctl}, {@link #fcntl}) answer a negated errno, as the kernel itself does.
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

    /**
     * Nearly all calls have one of two types. Each type costs the linker some 0.7 MB of heap and 20 ms at start, and the calling
     * conventions of 64-bit Linux pass up to four integers and addresses alike in registers, of which a function with fewer
     * parameters, or a narrower one, looks only at its own.
     */
    private static final FunctionDescriptor TYPE = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
            JAVA_LONG);

    private static final MethodHandle READ = link("read");
    private static final MethodHandle WRITE = link("write");
    private static final MethodHandle PPOLL = link("ppoll");
    private static final MethodHandle CONTROL = link("ioctl");
    private static final MethodHandle CLOSE = link("close");

    private static final MethodHandle OPEN = link("open", CAPTURE_ERRNO);
    private static final MethodHandle SOCKET = link("socket", CAPTURE_ERRNO);
    private static final MethodHandle EVENTFD = link("eventfd", CAPTURE_ERRNO);
    private static final MethodHandle IOCTL = link("ioctl", CAPTURE_ERRNO);
    private static final MethodHandle FCNTL = link("fcntl", CAPTURE_ERRNO);
    private static final MethodHandle BIND = link("bind", CAPTURE_ERRNO);

    /** Linked by who uses it: a type of its own, for its fifth parameter. */
    private static final class SetSocketOption {
        @SuppressWarnings("restricted")
        private static final MethodHandle SETSOCKOPT = LINKER.downcallHandle(LIBC.findOrThrow("setsockopt"),
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG), CAPTURE_ERRNO);
    }

    /** Linked when the first call fails. */
    private static final class ErrorText {
        @SuppressWarnings("restricted")
        private static final MethodHandle STRERROR = LINKER.downcallHandle(LIBC.findOrThrow("strerror"),
                FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /** Linked by who wants to ask for it later, see {@link #lastErrno}. */
    private static final class LastErrno {
        @SuppressWarnings("restricted")
        private static final MethodHandle LOCATION = LINKER.downcallHandle(LIBC.findOrThrow("__errno_location"),
                FunctionDescriptor.of(JAVA_LONG), Linker.Option.critical(false));
        @SuppressWarnings("restricted")
        private static final MemorySegment ALL_MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    private NativeCalls() {
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link(String name, Linker.Option... options) {
        return LINKER.downcallHandle(LIBC.findOrThrow(name), TYPE, options);
    }

    /**
     * read(2) on a non-blocking descriptor.
     *
     * @return the octets read, or -1: nothing there, or a failure that is not told apart here
     */
    static int read(int descriptor, MemorySegment into, long octets) {
        try {
            return (int) (long) READ.invokeExact((long) descriptor, into.address(), octets, 0L);
        } catch (Throwable e) {
            throw new AssertionError("read cannot throw", e);
        } finally {
            Reference.reachabilityFence(into);
        }
    }

    /**
     * write(2) on a non-blocking descriptor.
     *
     * @return the octets written, or -1: no room, or a failure that is not told apart here
     */
    static int write(int descriptor, MemorySegment from, long octets) {
        try {
            return (int) (long) WRITE.invokeExact((long) descriptor, from.address(), octets, 0L);
        } catch (Throwable e) {
            throw new AssertionError("write cannot throw", e);
        } finally {
            Reference.reachabilityFence(from);
        }
    }

    /**
     * ioctl(2) for the hot path.
     *
     * @return at least 0, or -1 for any failure
     */
    static int control(int descriptor, long request, MemorySegment argument) {
        try {
            return (int) (long) CONTROL.invokeExact((long) descriptor, request, argument.address(), 0L);
        } catch (Throwable e) {
            throw new AssertionError("ioctl cannot throw", e);
        } finally {
            Reference.reachabilityFence(argument);
        }
    }

    /**
     * The errno of this thread's hot call that has just failed. The first call of this method links it; later ones allocate nothing.
     *
     * <p>Ask at once. Unlike a captured errno it is not promised to survive the way back from the call: a safepoint may lie in
     * between. That the call failed is certain, the number is for people and counters.
     *
     * @return above 0; EIO if the C library shows none
     */
    static int lastErrno() {
        try {
            int errno = LastErrno.ALL_MEMORY.get(JAVA_INT, (long) LastErrno.LOCATION.invokeExact());
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
            return (int) (long) PPOLL.invokeExact(descriptors.address(), count, timeout.address(), 0L);
        } catch (Throwable e) {
            throw new AssertionError("ppoll cannot throw", e);
        } finally {
            Reference.reachabilityFence(descriptors);
            Reference.reachabilityFence(timeout);
        }
    }

    /** open(2): a descriptor, or a negated errno. */
    @Boot
    static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return call(OPEN, arena.allocateFrom(path).address(), flags, 0);
        }
    }

    /** socket(2): a descriptor, or a negated errno. */
    @Boot
    static int socket(int domain, int type, int protocol) {
        return call(SOCKET, domain, type, protocol);
    }

    /** bind(2): 0, or a negated errno. */
    @Boot
    static int bind(int socket, MemorySegment address) {
        try {
            return call(BIND, socket, address.address(), address.byteSize());
        } finally {
            Reference.reachabilityFence(address);
        }
    }

    /** setsockopt(2): 0, or a negated errno. */
    @Boot
    static int setsockopt(int socket, int level, int option, MemorySegment value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            // The C function answers an int, of which only the lower half of the register is defined.
            int result = (int) (long) SetSocketOption.SETSOCKOPT.invokeExact(state, (long) socket, (long) level,
                    (long) option, value.address(), value.byteSize());
            return result >= 0 ? result : -state.get(JAVA_INT, ERRNO_AT);
        } catch (Throwable e) {
            throw new AssertionError("a call of the kernel cannot throw", e);
        } finally {
            Reference.reachabilityFence(value);
        }
    }

    /** eventfd(2): a descriptor, or a negated errno. */
    @Boot
    static int eventfd(int initial, int flags) {
        return call(EVENTFD, initial, flags, 0);
    }

    /** ioctl(2): what the request answers, or a negated errno. */
    @Boot
    static int ioctl(int descriptor, long request, MemorySegment argument) {
        try {
            return call(IOCTL, descriptor, request, argument.address());
        } finally {
            Reference.reachabilityFence(argument);
        }
    }

    @Boot
    private static int call(MethodHandle function, long first, long second, long third) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int result = (int) (long) function.invokeExact(state, first, second, third, 0L);
            return result >= 0 ? result : -state.get(JAVA_INT, ERRNO_AT);
        } catch (Throwable e) {
            throw new AssertionError("a call of the kernel cannot throw", e);
        }
    }

    /** fcntl(2) with a number as its argument: what the command answers, or a negated errno. */
    @Boot
    static int fcntl(int descriptor, int command, int argument) {
        return call(FCNTL, descriptor, command, argument);
    }

    /** close(2). Linux gives the descriptor up whatever it answers, so the answer is of no use. */
    @Boot
    static void close(int descriptor) {
        try {
            long ignored = (long) CLOSE.invokeExact((long) descriptor, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw new AssertionError("close cannot throw", e);
        }
    }

    /** The C library's text for an errno, such as {@code Operation not permitted}. */
    @Boot
    @SuppressWarnings("restricted")
    static String errorText(int errno) {
        try {
            MemorySegment text = (MemorySegment) ErrorText.STRERROR.invokeExact(errno);
            return text.reinterpret(LONGEST_ERROR_TEXT).getString(0);
        } catch (Throwable e) {
            throw new AssertionError("strerror cannot throw", e);
        }
    }
}
