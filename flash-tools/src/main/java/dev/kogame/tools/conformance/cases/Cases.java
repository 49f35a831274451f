package dev.kogame.tools.conformance.cases;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.kogame.tools.conformance.device.Device.Ability;
import dev.kogame.tools.conformance.script.Case;

/** All cases, in the order of the specification. */
public final class Cases {

    private final List<Case> rows = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    private Cases() {
    }

    public static List<Case> all() {
        Cases cases = new Cases();
        Section1.define(cases);
        Resolution.define(cases);
        NeighborStates.define(cases);
        RouterDiscovery.define(cases);
        Redirects.define(cases);
        Section3.define(cases);
        Section4.define(cases);
        Section5.define(cases);
        Section6.define(cases);
        Section7.define(cases);
        Section8.define(cases);
        Section9.define(cases);
        return List.copyOf(cases.rows);
    }

    /** @param rfc number and section, such as {@code 8200 §4.5} */
    void add(String id, String title, String rfc, Case.Script script, Ability... asks) {
        add(new Case(id, title, rfc, script, asks));
    }

    /** A row that is listed and not run. */
    void notRun(String id, String title, String rfc, String reason) {
        add(Case.notRun(id, title, rfc, reason));
    }

    private void add(Case row) {
        if (!ids.add(row.id())) {
            throw new IllegalStateException("two cases are called " + row.id());
        }
        rows.add(row);
    }
}
