package dev.kogame.netstack.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Unsigned integers in network byte order over a {@code byte[]}. Allocates nothing; the index must lie inside the array. */
public final class Octets {

    private static final VarHandle INT16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Octets() {
    }

    /** 8 bits, 0 to 255. */
    public static int get8(byte[] b, int at) {
        return b[at] & 0xff;
    }

    /** 16 bits, 0 to 65535. */
    public static int get16(byte[] b, int at) {
        return (short) INT16.get(b, at) & 0xffff;
    }

    /** 32 bits as they are; use {@link #get32Unsigned} for arithmetic. */
    public static int get32(byte[] b, int at) {
        return (int) INT32.get(b, at);
    }

    /** 32 bits, 0 to 2^32 - 1. */
    public static long get32Unsigned(byte[] b, int at) {
        return (int) INT32.get(b, at) & 0xffff_ffffL;
    }

    /** 48 bits, 0 to 2^48 - 1: an Ethernet address. */
    public static long get48(byte[] b, int at) {
        return (long) get16(b, at) << 32 | get32Unsigned(b, at + 2);
    }

    /** 64 bits as they are. */
    public static long get64(byte[] b, int at) {
        return (long) INT64.get(b, at);
    }

    /** Writes the low 8 bits. */
    public static void put8(byte[] b, int at, int value) {
        b[at] = (byte) value;
    }

    /** Writes the low 16 bits. */
    public static void put16(byte[] b, int at, int value) {
        INT16.set(b, at, (short) value);
    }

    /** Writes 32 bits. */
    public static void put32(byte[] b, int at, int value) {
        INT32.set(b, at, value);
    }

    /** Writes the low 48 bits. */
    public static void put48(byte[] b, int at, long value) {
        put16(b, at, (int) (value >>> 32));
        put32(b, at + 2, (int) value);
    }

    /** Writes 64 bits. */
    public static void put64(byte[] b, int at, long value) {
        INT64.set(b, at, value);
    }
}
