package dev.kogame.tools.conformance.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.kogame.board.sim.PcapngFile;
import dev.kogame.tools.conformance.script.Event;
import dev.kogame.tools.conformance.script.Outcome;

/**
 * A folder with {@code junit.xml}, {@code index.html}, and for each case that ran a page and a capture. Pages and captures are written
 * when their case ends, so that the packets of all cases never are in memory together.
 */
public final class ReportFolder implements Report {

    private final Path folder;
    private final long mac;
    private final String device;
    private final List<Outcome> outcomes = new ArrayList<>();

    /** @param device what was tested, as a person calls it */
    public ReportFolder(Path folder, long mac, String device) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.mac = mac;
        this.device = device;
    }

    @Override
    public void ended(Outcome outcome) throws IOException {
        if (!outcome.events().isEmpty()) {
            try (Writer page = Files.newBufferedWriter(folder.resolve(outcome.row().id() + ".html"))) {
                Pages.write(outcome, page);
            }
            capture(outcome);
        }
        outcomes.add(new Outcome(outcome.row(), outcome.verdict(), outcome.reason(), outcome.seconds(), List.of()));
    }

    @Override
    public void ended() throws IOException {
        Files.writeString(folder.resolve("index.html"), Pages.index(outcomes, device));
        Files.writeString(folder.resolve("junit.xml"), JUnitXml.of(outcomes, device));
    }

    /** The frames as the device saw them; the case begins in 1970. */
    private void capture(Outcome outcome) throws IOException {
        Path file = folder.resolve(outcome.row().id() + ".pcapng");
        String system = System.getProperty("os.name") + " " + System.getProperty("os.version");
        try (PcapngFile capture = new PcapngFile(file, System.getProperty("os.arch"), system, device, mac)) {
            for (Event event : outcome.events()) {
                if (event.frame() != null) {
                    capture.packet(event.frame(), 0, event.frame().length, event.atNs(),
                            event.direction() == Event.Direction.TO_DEVICE
                                    ? PcapngFile.INBOUND
                                    : PcapngFile.OUTBOUND);
                }
            }
        }
    }
}
