package dev.kogame.apps.sensor;

/** The last readings, in a ring: when, and how many tenths of a degree Celsius. Allocates nothing after construction. */
final class Readings {

    private final long[] atNs;
    private final int[] tenths;
    private int newest = -1;
    private int size;

    /** @param capacity how many are kept, at least 1 */
    Readings(int capacity) {
        atNs = new long[capacity];
        tenths = new int[capacity];
    }

    /** Keeps a reading; the oldest gives way if there is no room. */
    void add(long readNs, int value) {
        newest = newest + 1 == atNs.length ? 0 : newest + 1;
        atNs[newest] = readNs;
        tenths[newest] = value;
        size = Math.min(size + 1, atNs.length);
    }

    int size() {
        return size;
    }

    /** When a reading was taken, the oldest being number 0. */
    long atNs(int number) {
        return atNs[place(number)];
    }

    /** Its value. */
    int tenths(int number) {
        return tenths[place(number)];
    }

    private int place(int number) {
        int place = newest - (size - 1 - number);
        return place < 0 ? place + atNs.length : place;
    }
}
