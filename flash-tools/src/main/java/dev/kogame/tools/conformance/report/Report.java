package dev.kogame.tools.conformance.report;

import java.io.IOException;

import dev.kogame.tools.conformance.script.Outcome;

/** Is told of every case when it has ended, and at the end of all. */
public interface Report {

    void ended(Outcome outcome) throws IOException;

    void ended() throws IOException;
}
