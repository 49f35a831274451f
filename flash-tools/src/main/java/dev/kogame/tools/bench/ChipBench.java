package dev.kogame.tools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

import dev.kogame.board.EthernetPort;
import dev.kogame.enc28j60.chip.SpiTiming;
import dev.kogame.netstack.udp.UdpSocket;

/**
 * The figures of the driver in front of the model of its chip: what frames cost on the bus, beside what they cost elsewhere, and
 * what the bus of a Raspberry Pi therefore lets through. All in virtual time; the same at every run.
 */
public final class ChipBench {

    private static final int CLOCK_HZ = 20_000_000;
    private static final int LONG = EthernetPort.MAX_FRAME_OCTETS;
    private static final int SHORT = FarStation.SHORTEST_OCTETS;
    private static final int SHORTEST = 60;
    /** Preamble, frame check sequence and gap at 10 Mb/s: 812.7 long frames a second. */
    private static final double LINE_RATE = 1e7 / 8 / (8 + LONG + 4 + 12);
    /** What the others cost was counted by reading their code, without errors and link events. */
    private static final List<String> OTHERS = List.of("target", "floor", "Linux", "EtherCard", "Zephyr", "RIOT",
            "embassy");

    private final Figures figures = new Figures();
    private final StringBuilder out = new StringBuilder();

    /** One line of the table: what happens, and what it costs elsewhere, in the order of {@link #OTHERS}. */
    private record BusRow(String key, String title, Function<BusCost, List<Cost>> measurement, String others) {}

    private static final String SHORT_SENT = "8/75 7/73 18/95 12/83 15/89 39/137 8/75";
    private static final String LONG_SENT = "8/1530 7/1527 18/1549 12/1537 26/1554 39/1591 8/1529";

    private static final List<BusRow> BUS_ROWS = List.of( //
            new BusRow("receive60", "receive 60", bus -> bus.receive(1, 60),
                    "5/80 4/77 17/102 13/90 25/116 44/157 12/88"),
            new BusRow("receive1514", "receive 1514", bus -> bus.receive(1, 1514),
                    "6/1535 5/1532 17/1556 13/1544 36/1581 44/1611 12/1542"),
            new BusRow("receive8x60", "receive 8 x 60", bus -> bus.receive(8, 60),
                    "16/600 13/585 80/704 97/706 151/830 282/1116 89/690"),
            new BusRow("transmit60", "transmit 60", bus -> bus.transmit(60, 1514), SHORT_SENT),
            new BusRow("transmit1514", "transmit 1514", bus -> bus.transmit(1514, 60), LONG_SENT),
            new BusRow("transmit60Again", "transmit 60 again", bus -> bus.transmit(60, 60), SHORT_SENT),
            new BusRow("transmit1514Again", "transmit 1514 again", bus -> bus.transmit(1514, 1514), LONG_SENT));

    /** A line of the second table. */
    private record RateRow(String key, String title) {}

    private static final List<RateRow> RATE_ROWS = List.of( //
            new RateRow("udpReceive1514.framesPerSecond", "UDP in, 1514 octets: frames/s"),
            new RateRow("udpReceive1514.percentOfLineRate", "  % of 812.7"),
            new RateRow("udpReceive1514.goodputMbps", "  goodput, of 9.44 Mb/s"),
            new RateRow("udpTransmit1514.framesPerSecond", "UDP out, 1514 octets: frames/s"),
            new RateRow("udpTransmit1514.percentOfLineRate", "  % of 812.7"),
            new RateRow("udpTransmit1514.goodputMbps", "  goodput, of 9.44 Mb/s"),
            new RateRow("udpReceive62.framesPerSecond", "UDP in, 62 octets: of 14535 frames/s"),
            new RateRow("driverReceive60.framesPerSecond", "driver alone in, 60: of 14881 frames/s"),
            new RateRow("handlerLatency62.us", "last bit to handler, 62 octets: us"),
            new RateRow("handlerLatency1514.us", "last bit to handler, 1514 octets: us"),
            new RateRow("pingRoundTrip62.us", "ping and reply, 62 octets: us"),
            new RateRow("pingRoundTrip1514.us", "ping and reply, 1514 octets: us"),
            new RateRow("udpRoundTrip62.us", "UDP echo, 62 octets: us"),
            new RateRow("udpRoundTrip1514.us", "UDP echo, 1514 octets: us"));

    /** A controller and its name in keys. */
    private record Profile(String key, SpiTiming timing) {
        String column() {
            return timing.name().replace("Raspberry ", "")
                    + String.format(Locale.ROOT, " %.2f MHz", timing.clockHz() / 1e6);
        }
    }

    private ChipBench() {
    }

    /** Measures everything; takes some seconds. */
    public static ChipBench measure() {
        ChipBench bench = new ChipBench();
        bench.busCosts();
        bench.throughput();
        return bench;
    }

    /** The figures as tables for a person. */
    public String tables() {
        return out.toString();
    }

    /** The figures as one JSON object of numbers; the keys are told by the command's help. */
    public String json() {
        return figures.json();
    }

    private void busCosts() {
        BusCost bus = new BusCost(SpiTiming.PI_4.at(CLOCK_HZ));
        line("Chip selects / octets / runs of the bus, from the interrupt until all is quiet, or from idle until the slot is");
        line("known to be free. Ours: median of 101, measured; again: behind a frame of the same length. Others: selects /");
        line("octets, counted by reading their code; with Linux each select is a run. EtherCard and Zephyr poll for the end of");
        line("a frame, counted once; embassy does not ask.");
        line("");
        line(String.format("%-19s %-11s", "", "Kogame") + columns(OTHERS, "%-10s"));
        for (BusRow row : BUS_ROWS) {
            String key = "bus." + row.key();
            List<Cost> costs = row.measurement().apply(bus);
            Cost median = costs.get(costs.size() / 2);
            put(key, median);
            put(key + ".most", costs.getLast());
            String[] others = row.others().split(" ");
            for (int i = 0; i < others.length; i++) {
                String[] cost = others[i].split("/");
                figures.put(keyOf(key, OTHERS.get(i)) + ".selects", Long.parseLong(cost[0]));
                figures.put(keyOf(key, OTHERS.get(i)) + ".octets", Long.parseLong(cost[1]));
            }
            line(String.format("%-19s %-11s", row.title(), costText(key) + "/" + figures.text(key + ".runs"))
                    + columns(OTHERS.stream().map(other -> costText(keyOf(key, other))).toList(), "%-10s"));
        }
        line("");
    }

    private static String keyOf(String row, String other) {
        return row + "." + other.toLowerCase(Locale.ROOT);
    }

    private void put(String key, Cost cost) {
        figures.put(key + ".selects", cost.selects());
        figures.put(key + ".octets", cost.octets());
        figures.put(key + ".runs", cost.runs());
    }

    private String costText(String key) {
        return figures.text(key + ".selects") + "/" + figures.text(key + ".octets");
    }

    private void throughput() {
        List<Profile> profiles = profiles();
        profiles.forEach(this::throughput);
        line("What such a bus lets through, half duplex; only the bus and the wire take time, the processor and waking up");
        line("take none. Times are medians; round trips are from the first bit of the question to the last of the answer.");
        line("");
        line(String.format("%-38s", "") + columns(profiles.stream().map(Profile::column).toList(), "%16s"));
        for (RateRow row : RATE_ROWS) {
            line(String.format("%-38s", row.title()) + columns(
                    profiles.stream().map(profile -> figures.text(profile.key() + "." + row.key())).toList(),
                    "%16s"));
        }
    }

    /** Each Raspberry Pi at 20 MHz, and at what its divider makes of that if it is something else. */
    private static List<Profile> profiles() {
        List<Profile> profiles = new ArrayList<>();
        Map.of("pi3", SpiTiming.PI_3, "pi4", SpiTiming.PI_4, "pi5", SpiTiming.PI_5).entrySet().stream()
                .sorted(Map.Entry.comparingByKey()).forEach(pi -> {
                    SpiTiming real = pi.getValue();
                    profiles.add(new Profile(pi.getKey() + ".at" + CLOCK_HZ, real.at(CLOCK_HZ)));
                    if (real.clockHz() != CLOCK_HZ) {
                        profiles.add(new Profile(pi.getKey() + ".at" + real.clockHz(), real));
                    }
                });
        return profiles;
    }

    private void throughput(Profile profile) {
        String key = profile.key() + ".";
        Throughput way = new Throughput(profile.timing());
        rate(key + "udpReceive1514", way.datagramsReceived(LONG));
        rate(key + "udpTransmit1514", way.datagramsSent(LONG));
        figures.put(key + "udpReceive62.framesPerSecond", way.datagramsReceived(SHORT), 0);
        figures.put(key + "driverReceive60.framesPerSecond", Throughput.framesReceived(profile.timing(), SHORTEST), 0);
        for (int octets : new int[] {SHORT, LONG}) {
            time(key + "handlerLatency" + octets, way.handlerLatencies(octets));
            time(key + "pingRoundTrip" + octets, way.pingRoundTrips(octets));
            time(key + "udpRoundTrip" + octets, way.udpRoundTrips(octets));
        }
    }

    private void rate(String key, double framesPerSecond) {
        figures.put(key + ".framesPerSecond", framesPerSecond, 1);
        figures.put(key + ".percentOfLineRate", 100 * framesPerSecond / LINE_RATE, 1);
        figures.put(key + ".goodputMbps", framesPerSecond * UdpSocket.MAX_PAYLOAD_OCTETS * 8 / 1e6, 2);
    }

    private void time(String key, long[] sortedNs) {
        figures.put(key + ".us", sortedNs[sortedNs.length / 2] / 1e3, 1);
        figures.put(key + ".mostUs", sortedNs[sortedNs.length - 1] / 1e3, 1);
    }

    private static String columns(List<String> cells, String format) {
        StringBuilder line = new StringBuilder();
        for (String cell : cells) {
            line.append(String.format(format, cell));
        }
        return line.toString();
    }

    private void line(String text) {
        out.append(text.stripTrailing()).append(System.lineSeparator());
    }
}
