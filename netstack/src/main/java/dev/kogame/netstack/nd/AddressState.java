package dev.kogame.netstack.nd;

/** The states of an address of an interface, RFC 4862 section 2. */
public enum AddressState {
    /** Being checked for uniqueness; not yet an address of the interface. */
    TENTATIVE,
    /** In use while it is being checked, RFC 4429; not for finding out the addresses of neighbors. */
    OPTIMISTIC,
    /** Usable without restriction. */
    PREFERRED,
    /** Usable for what goes on, discouraged for what begins. */
    DEPRECATED,
    /** Another station has it; never used. */
    DUPLICATE,
    /** Its lifetime is over; no longer an address of the interface. */
    INVALID
}
