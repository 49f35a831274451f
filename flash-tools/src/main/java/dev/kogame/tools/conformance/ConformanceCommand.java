package dev.kogame.tools.conformance;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.kogame.tools.conformance.cases.Cases;
import dev.kogame.tools.conformance.device.Device;
import dev.kogame.tools.conformance.report.Report;
import dev.kogame.tools.conformance.report.ReportFolder;
import dev.kogame.tools.conformance.report.Table;
import dev.kogame.tools.conformance.script.Case;
import dev.kogame.tools.conformance.script.Outcome;
import dev.kogame.tools.conformance.script.Runner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs conformance cases against a device. */
@Command(name = "conformance", sortOptions = false, description = "Holds a device against the host cases of the IPv6 specifications: sends packets, expects packets.", footer = {
        "%nWith tap: and packet: the device must be alone with the tester on its link, form its identifiers of its "
                + "Ethernet address (EUI-64), use no temporary addresses, and send ICMPv6 errors at 10 a second or more."})
public final class ConformanceCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--list", description = "Lists the cases and runs none.")
    private boolean list;

    @Option(names = "--case", paramLabel = "ID", split = ",", description = "Runs this case, or all whose id begins so: 1.2.6.C, 2.1.18.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--section", paramLabel = "N", split = ",", description = "Runs a section: 1 base, 2 neighbor discovery, 3 autoconfiguration, 4 path MTU, 5 ICMPv6, 6 MLD, 7 address selection, 8 DHCPv6, "
            + "9 newer RFCs.")
    private List<String> sections = new ArrayList<>();

    @Option(names = "--device", paramLabel = "DEVICE", defaultValue = "stack", description = "stack: our own stack in virtual time (default). tap:NAME: what is behind a TAP interface of Linux, such as its own "
            + "kernel. packet:IFACE: what is on the Ethernet of an interface.")
    private String device;

    @Option(names = "--device-mac", paramLabel = "MAC", description = "The Ethernet address of the device; asked for with an Echo Request to all nodes if not given.")
    private Optional<String> mac;

    @Option(names = "--device-command", paramLabel = "CMD", description = "Makes the device do what no frame can ask, called as: CMD reboot, CMD ping ADDRESS size N, CMD join GROUP, CMD leave GROUP, CMD resolve NAME, "
            + "CMD link down, CMD link up, CMD release, CMD ping-name NAME, CMD identifiers eui64|stable|temporary, CMD second-interface ADDRESS|none; status 0 says that it is done. CMD can VERB ends with status 0 if it knows the verb, CMD can dhcpv6 if the device asks DHCPv6 servers.")
    private Optional<String> command;

    @Option(names = "--device-console", paramLabel = "unix:PATH", description = "The console of one of our own devices, which is asked instead of a command.")
    private Optional<String> console;

    @Option(names = "--report", paramLabel = "DIR", description = "Writes JUnit XML, pages with all packets, and a capture of each case to this folder.")
    private Optional<Path> report;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help and ends.")
    private boolean help;

    @Override
    public Integer call() throws IOException {
        List<Case> rows = Cases.all().stream().filter(this::wanted).toList();
        if (rows.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "no case has such an id or section; see --list");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            rows.forEach(row -> out.printf("%-10s %s [RFC %s]%s%n", row.id(), row.title(), row.rfc(),
                    row.script() == null ? " not run: " + row.reason() : ""));
            out.flush();
            return 0;
        }
        DeviceChoice choice = choice();
        Table table = new Table(out);
        try (Device one = choice.open()) {
            List<Report> reports = new ArrayList<>(List.of(table));
            if (report.isPresent()) {
                reports.add(new ReportFolder(report.get(), one.mac(), device));
            }
            for (Case row : rows) {
                Outcome outcome = Runner.run(row, one);
                for (Report each : reports) {
                    each.ended(outcome);
                }
            }
            for (Report each : reports) {
                each.ended();
            }
        }
        return table.count(Outcome.Verdict.FAIL) == 0 ? 0 : 1;
    }

    private boolean wanted(Case row) {
        return (ids.isEmpty() || ids.stream().anyMatch(id -> row.id().equals(id) || row.id().startsWith(id)
                && (id.endsWith(".") || row.id().charAt(id.length()) == '.')))
                && (sections.isEmpty() || sections.stream().anyMatch(row.section()::equals));
    }

    private DeviceChoice choice() throws IOException {
        try {
            return DeviceChoice.parse(device, mac, command, console);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
