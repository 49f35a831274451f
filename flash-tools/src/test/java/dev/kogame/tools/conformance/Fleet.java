package dev.kogame.tools.conformance;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.kogame.board.linux.PacketSocket;
import dev.kogame.board.linux.PollIdle;
import dev.kogame.tools.conformance.cases.Cases;
import dev.kogame.tools.conformance.device.Device.Ability;
import dev.kogame.tools.conformance.device.DeviceCommand;
import dev.kogame.tools.conformance.device.PortDevice;
import dev.kogame.tools.conformance.device.StackDevice;
import dev.kogame.tools.conformance.script.Case;
import dev.kogame.tools.conformance.script.Discovery;
import dev.kogame.tools.conformance.script.Outcome;
import dev.kogame.tools.conformance.script.Outcome.Verdict;
import dev.kogame.tools.conformance.script.Runner;

/**
 * Shares the cases of some sections among many equal devices, each on an Ethernet of its own, in real time: most of a case is waiting. To
 * be run where the Ethernets are, as {@code Fleet COMMAND SECTIONS SECONDS IFACE=DEVICE...}; the device command of each is COMMAND DEVICE.
 * Cases that take longer than SECONDS, counted on our own stack in virtual time, are left out.
 *
 * <p>A case that fails is run once more when all others are through, since many devices share one machine's time.
 */
final class Fleet {

    private static final long TESTER_MAC = 0x02_00_00_00_01_00L;

    private final Deque<Case> waiting = new ArrayDeque<>();
    private final List<Case> failed = new ArrayList<>();
    private boolean last;

    private Fleet() {
    }

    public static void main(String[] arguments) throws Exception {
        Fleet fleet = new Fleet();
        fleet.waiting.addAll(longestFirst(Set.of(arguments[1].split(",")), Double.parseDouble(arguments[2])));
        int rows = fleet.waiting.size();
        List<Thread> threads = new ArrayList<>();
        List<PortDevice> devices = new ArrayList<>();
        for (int i = 3; i < arguments.length; i++) {
            String[] ends = arguments[i].split("=");
            devices.add(open(ends[0], arguments[0] + " " + ends[1]));
        }
        for (PortDevice device : devices) {
            threads.add(Thread.ofPlatform().start(() -> fleet.work(device)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        fleet.last = true;
        fleet.waiting.addAll(fleet.failed);
        fleet.failed.clear();
        threads.clear();
        for (PortDevice device : devices.subList(0, Math.min(devices.size(), 4))) {
            threads.add(Thread.ofPlatform().start(() -> fleet.work(device)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        devices.forEach(PortDevice::close);
        System.out.println(rows + " rows");
    }

    /** What would end last begins first. */
    private static List<Case> longestFirst(Set<String> sections, double mostS) throws IOException {
        Map<Case, Double> seconds = new HashMap<>();
        for (Case row : Cases.all()) {
            if (sections.contains(row.section()) && row.script() != null
                    && !row.asks().contains(Ability.VIRTUAL_TIME)) {
                seconds.put(row, Runner.run(row, new StackDevice()).seconds());
            }
        }
        return seconds.keySet().stream().filter(row -> seconds.get(row) <= mostS)
                .sorted(Comparator.comparing((Case row) -> -seconds.get(row)).thenComparing(Case::id)).toList();
    }

    private static PortDevice open(String name, String command) throws IOException {
        PacketSocket port = PacketSocket.open(name, TESTER_MAC);
        PortDevice device = new PortDevice(port, new PollIdle(port), port, new DeviceCommand(command));
        device.mac(Discovery.macOf(device));
        return device;
    }

    private void work(PortDevice device) {
        for (Case row = next(); row != null; row = next()) {
            try {
                ended(row, Runner.run(row, device));
            } catch (IOException e) {
                System.out.println("FAIL " + row.id() + " " + e.getMessage());
                return;
            }
        }
    }

    private synchronized Case next() {
        return waiting.poll();
    }

    private synchronized void ended(Case row, Outcome outcome) {
        if (outcome.verdict() == Verdict.FAIL && !last) {
            failed.add(row);
            return;
        }
        System.out.printf("%s %s %.1f s %s%n", outcome.verdict(), row.id(), outcome.seconds(), outcome.reason());
    }
}
