package dev.kogame.tools;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.kogame.tools.bench.ChipBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what the driver costs on the bus and what the bus lets through. */
@Command(name = "bench", sortOptions = false, description = "Measures, in virtual time: every run gives the same figures.", footerHeading = "%nKeys of the JSON object, all of them numbers:%n", footer = {
        "  bus.WHAT.selects|octets|runs          the median of ours", //
        "  bus.WHAT.most.selects|octets|runs     the worst of ours", //
        "  bus.WHAT.WHO.selects|octets           of others, and our target", //
        "    WHAT  receive60 receive1514 receive8x60 transmit60 transmit1514", //
        "          transmit60Again transmit1514Again", //
        "    WHO   target floor linux ethercard zephyr riot embassy", //
        "  PI.atHZ.FLOW.framesPerSecond          PI is pi3, pi4 or pi5, HZ a clock", //
        "  PI.atHZ.FLOW.percentOfLineRate|goodputMbps", //
        "    FLOW  udpReceive1514 udpTransmit1514;", //
        "          only frames: udpReceive62 driverReceive60", //
        "  PI.atHZ.TIME.us|mostUs                median and worst, microseconds", //
        "    TIME  handlerLatency pingRoundTrip udpRoundTrip, each followed by", //
        "          62 or 1514, the octets of the frame"})
final class BenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--chip", description = "The ENC28J60's driver in front of the model of its chip: what frames cost on the bus, "
            + "and what the bus of a Raspberry Pi lets through.")
    private boolean chip;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes all figures to FILE, too.")
    private Optional<Path> json;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help and ends.")
    private boolean help;

    @Override
    public Integer call() throws IOException {
        if (!chip) {
            throw new ParameterException(spec.commandLine(),
                    "nothing to measure: there is --chip, the driver in front of the model of its chip");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json.isEmpty()) {
            out.print(ChipBench.measure().tables());
        } else {
            // Opened first: nobody should wait for figures that cannot be written.
            try (Writer file = open(json.get())) {
                ChipBench bench = ChipBench.measure();
                file.write(bench.json());
                out.print(bench.tables());
            }
        }
        out.flush();
        return 0;
    }

    private static Writer open(Path file) throws IOException {
        try {
            return Files.newBufferedWriter(file);
        } catch (IOException e) {
            String why = switch (e) {
                case NoSuchFileException _ -> "its folder does not exist; make it first";
                case AccessDeniedException _ -> "no permission; name a file in a folder of yours";
                case FileSystemException refused when refused.getReason() != null ->
                    refused.getReason() + "; name another file";
                default -> e.getMessage() + "; name another file";
            };
            throw new IOException("cannot write the figures to " + file + ": " + why, e);
        }
    }
}
