package dev.kogame.apps.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.kogame.apps.Device;
import dev.kogame.apps.LogLevel;
import dev.kogame.apps.ZonedAddress;
import dev.kogame.netstack.StackReport;
import dev.kogame.netstack.dns.DnsName;
import dev.kogame.netstack.wire.Ipv6Address;

/** What may be typed, and what it does. On the device's thread, between polls of the stack; allocates. */
final class Commands {

    /** The command that ends the app, when its answer is written. */
    static final String QUIT = "quit";

    private static final String HELP = """
            ping ADDR [size N] [count N]  asks for echoes, of N octets (56), N times (4)
            resolve NAME                  the IPv6 addresses of a name
            addresses                     addresses of the interfaces
            neighbors                     the neighbor cache
            routers                       default routers
            prefixes                      on-link prefixes
            routes                        where packets go
            groups                        multicast groups listened to
            join GROUP                    listens to a group, until told to leave it or to reboot
            leave GROUP                   listens no longer to a group that was joined here
            counters                      traffic, and drops by reason
            memory                        what the stack takes, and what of it is free
            press KEY                     a key of the app, as in the live view
            log LEVEL                     what is told unasked: off, warn, info or debug
            reboot                        forgets all IPv6 state and starts anew
            quit                          ends the app
            help                          this
            An answer ends with a line 'ok', or with one that begins with 'error: '.""";

    /** What concerns all devices, and may be said without the name of one. */
    private static final List<String> OF_ALL = List.of(QUIT, "help");

    private final List<Device> devices;
    private final Exchange exchange;
    /** The one that the line just executed is for. */
    private Device device;
    /** What was joined here and not left since. */
    private final List<Membership> joined = new ArrayList<>();

    private record Membership(Device device, ZonedAddress group) {}

    /** What the person asked for makes no sense. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String sentence) {
            super(sentence);
        }
    }

    Commands(List<Device> devices, Exchange exchange) {
        this.devices = devices;
        this.exchange = exchange;
        device = devices.getFirst();
    }

    /** Executes a line. Answers what goes on after this; nothing if the answer is over. */
    Optional<Activity> execute(String line, long nowNs) {
        List<String> words = Arrays.asList(line.split("\\s+"));
        try {
            List<String> command = addressed(words);
            return execute(command.getFirst(), command.subList(1, command.size()), nowNs);
        } catch (Refused e) {
            exchange.end(e.getMessage());
            return Optional.empty();
        }
    }

    /** Finds the device by the first word, where there are several. Answers the words behind it. */
    private List<String> addressed(List<String> words) throws Refused {
        if (devices.size() == 1 || words.size() == 1 && OF_ALL.contains(words.getFirst())) {
            return words;
        }
        String names = devices.stream().map(Device::name).collect(Collectors.joining(", "));
        device = devices.stream().filter(each -> each.name().equals(words.getFirst())).findFirst()
                .orElseThrow(() -> new Refused("say first which device, one of " + names));
        if (words.size() == 1) {
            throw new Refused("say behind " + words.getFirst() + " what it is to do: help lists the commands");
        }
        return words.subList(1, words.size());
    }

    private Optional<Activity> execute(String command, List<String> arguments, long nowNs) throws Refused {
        StackReport report = device.stack().report();
        return switch (command) {
            case "ping" -> Optional.of(ping(arguments, nowNs));
            case "resolve" -> Optional.of(resolve(arguments, nowNs));
            case "press" -> press(arguments, nowNs);
            case "join" -> join(group(command, arguments));
            case "leave" -> leave(group(command, arguments));
            case "log" -> log(arguments);
            case "reboot" -> reboot(arguments, nowNs);
            case "addresses" -> tell(command, arguments, report.addresses(nowNs));
            case "neighbors" -> tell(command, arguments, report.neighbors());
            case "routers" -> tell(command, arguments, report.routers(nowNs));
            case "prefixes" -> tell(command, arguments, report.prefixes(nowNs));
            case "routes" -> tell(command, arguments, report.routes());
            case "groups" -> tell(command, arguments, report.groups());
            case "counters" -> tell(command, arguments, report.counters());
            case "memory" -> tell(command, arguments, report.memory() + "\n" + heap());
            case "help" -> tell(command, arguments, help());
            case QUIT -> tell(command, arguments, "");
            default -> throw new Refused("unknown command '" + command + "': help lists them");
        };
    }

    private Optional<Activity> tell(String command, List<String> arguments, String lines) throws Refused {
        none(command, arguments);
        exchange.answer(lines);
        exchange.end("");
        return Optional.empty();
    }

    private String help() {
        return devices.size() == 1
                ? HELP
                : "Before each command but quit and help stands the name of a device.\n" + HELP;
    }

    private static String heap() {
        Runtime machine = Runtime.getRuntime();
        return "java heap used " + (machine.totalMemory() - machine.freeMemory()) + " of " + machine.maxMemory()
                + " octets";
    }

    private Optional<Activity> reboot(List<String> arguments, long nowNs) throws Refused {
        none("reboot", arguments);
        joined.removeIf(membership -> {
            boolean own = membership.device() == device;
            if (own) {
                leaveGroup(membership.group());
            }
            return own;
        });
        device.reboot(nowNs);
        exchange.end("");
        return Optional.empty();
    }

    private Optional<Activity> press(List<String> arguments, long nowNs) throws Refused {
        String key = one("press", "KEY", arguments);
        if (device.keysHelp().isEmpty()) {
            throw new Refused("no key does anything here");
        }
        if (key.length() != 1 || !device.press(key.charAt(0), nowNs)) {
            throw new Refused("the key '" + key + "' does nothing here: " + device.keysHelp());
        }
        exchange.end("");
        return Optional.empty();
    }

    private Optional<Activity> join(ZonedAddress group) throws Refused {
        try {
            device.stack().joinGroup(group.interfaceIndex(), group.hi(), group.lo());
        } catch (IllegalStateException e) {
            throw new Refused(e.getMessage());
        }
        joined.add(new Membership(device, group));
        exchange.end("");
        return Optional.empty();
    }

    private Optional<Activity> leave(ZonedAddress group) throws Refused {
        if (!joined.remove(new Membership(device, group))) {
            throw new Refused("group " + group + " was not joined here");
        }
        leaveGroup(group);
        exchange.end("");
        return Optional.empty();
    }

    private void leaveGroup(ZonedAddress group) {
        device.stack().leaveGroup(group.interfaceIndex(), group.hi(), group.lo());
    }

    private Optional<Activity> log(List<String> arguments) throws Refused {
        String name = one("log", "LEVEL", arguments);
        LogLevel level = Arrays.stream(LogLevel.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name)).findFirst()
                .orElseThrow(() -> new Refused("unknown level '" + name + "': there are off, warn, info and debug"));
        device.logLevel(level);
        exchange.end("");
        return Optional.empty();
    }

    private Activity resolve(List<String> arguments, long nowNs) throws Refused {
        String name = one("resolve", "NAME", arguments);
        Resolution resolution = new Resolution(name, exchange);
        try {
            if (!device.resolver().resolve(DnsName.encode(name), resolution, nowNs)) {
                throw new Refused("another name is being resolved: try again soon");
            }
        } catch (IllegalArgumentException e) {
            throw new Refused(e.getMessage());
        }
        return resolution;
    }

    private Activity ping(List<String> arguments, long nowNs) throws Refused {
        if (arguments.size() % 2 != 1) {
            throw new Refused("ping takes an address, and then size N or count N");
        }
        ZonedAddress target = target(arguments.getFirst());
        int octets = Ping.DEFAULT_OCTETS;
        int count = Ping.DEFAULT_COUNT;
        for (int i = 1; i < arguments.size(); i += 2) {
            String value = arguments.get(i + 1);
            switch (arguments.get(i)) {
                case "size" -> octets = number("size", value, 0, device.stack().echoRequester().maxDataOctets());
                case "count" -> count = number("count", value, 1, Ping.MOST);
                default -> throw new Refused("ping takes size N and count N, and not '" + arguments.get(i) + "'");
            }
        }
        return new Ping(device.stack().echoRequester(), target, octets, count, exchange, nowNs);
    }

    /** A group, on the one interface there is. */
    private static ZonedAddress group(String command, List<String> arguments) throws Refused {
        ZonedAddress group = target(one(command, "GROUP", arguments));
        if (!Ipv6Address.isMulticast(group.hi())) {
            throw new Refused(group + " is no multicast group: those begin with ff");
        }
        return new ZonedAddress(group.hi(), group.lo(), 0);
    }

    private static ZonedAddress target(String text) throws Refused {
        try {
            return ZonedAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Refused(e.getMessage());
        }
    }

    private static int number(String what, String text, int least, int most) throws Refused {
        if (text.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new Refused(what + " '" + text + "' is no whole number between " + least + " and " + most);
    }

    private static String one(String command, String what, List<String> arguments) throws Refused {
        if (arguments.size() != 1) {
            throw new Refused(command + " takes one " + what);
        }
        return arguments.getFirst();
    }

    private static void none(String command, List<String> arguments) throws Refused {
        if (!arguments.isEmpty()) {
            throw new Refused(command + " takes nothing behind it, and '" + arguments.getFirst() + "' was given");
        }
    }
}
