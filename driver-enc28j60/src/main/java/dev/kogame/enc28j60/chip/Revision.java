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

    private static final int ERRATA = 19;

    private final int erevid;

    Revision(int erevid) {
        this.erevid = erevid;
    }

    /** The content of register EREVID. */
    public int erevid() {
        return erevid;
    }

    /** Whether this revision has the erratum of that number in DS80349C. */
    public boolean has(int erratum) {
        return switch (erratum) {
            case 1, 3, 8 -> this == B1 || this == B4;
            case 13 -> this == B5 || this == B7;
            default -> erratum > 0 && erratum <= ERRATA;
        };
    }
}
