package dev.kogame.netstack.nd;

/** Lets tests of other rooms prepare an {@link AddressTable} as this room would. */
public final class AddressTables {

    private AddressTables() {
    }

    /** Makes an address temporary, or one whose prefix a router announced. */
    public static void mark(AddressTable table, int entry, boolean temporary, int router) {
        if (temporary) {
            table.markTemporary(entry);
        }
        if (router != RouterList.NONE) {
            table.announce(router, table.interfaceOf(entry).index(), table.hi(entry), table.lo(entry), 64, true);
        }
    }
}
