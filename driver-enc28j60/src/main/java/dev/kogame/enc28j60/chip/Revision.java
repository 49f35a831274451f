package dev.kogame.enc28j60.chip;

/** The silicon revisions there are, by what register EREVID says. Not every number exists: revision B7 says 6. */
public enum Revision {
    /** EREVID 0x02. */
    B1(2),
    /** EREVID 0x04. */
    B4(4),
    /** EREVID 0x05. */
    B5(5),
    /** EREVID 0x06, the one that is sold. */
    B7(6);

    private final int erevid;

    Revision(int erevid) {
        this.erevid = erevid;
    }

    /** The content of register EREVID. */
    public int erevid() {
        return erevid;
    }
}
