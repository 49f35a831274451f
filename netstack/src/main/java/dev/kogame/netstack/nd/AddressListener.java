package dev.kogame.netstack.nd;

/** Told of every change of state of an address, from the stack's thread: a cold event, at which the listener may allocate. */
@FunctionalInterface
public interface AddressListener {

    /**
     * An address of an interface entered a state.
     *
     * @param interfaceIndex the address's zone
     * @param hi its first eight octets
     * @param lo its last eight octets
     */
    void addressChanged(int interfaceIndex, long hi, long lo, AddressState state);
}
