package dev.kogame.apps.firmware;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.kogame.apps.NameServers;
import dev.kogame.apps.PiConfig;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.StackConfig.Switch;
import dev.kogame.netstack.ip6.PolicyTable;
import dev.kogame.netstack.nd.InterfaceIdentifier;

/**
 * What a file of properties says: about the stack, with the keys of {@link Limit}, those of {@link Switch} with the values {@code on}
 * and {@code off}, and {@code interfaceIdentifier}, {@code policyTable}, {@code secret} and {@code seed}; about the device,
 * {@code mac} and {@code nameServers}; how a Raspberry Pi is wired, with the keys of {@link PiConfig} and {@code duplex}; and what
 * apps are told, with keys that have a dot. What the file does not name keeps its default.
 *
 * @param macAddress none if the file does not name one
 * @param settings of apps, by key
 */
record ConfigFile(StackConfig stack, PiConfig pi, OptionalLong macAddress, NameServers nameServers,
        Map<String, String> settings) {

    /** What holds without a file. */
    static final ConfigFile DEFAULTS = new ConfigFile(StackConfig.defaults(), PiConfig.defaults(),
            OptionalLong.empty(), NameServers.NONE, Map.of());

    private static final String INTERFACE_IDENTIFIER = "interfaceIdentifier";
    private static final String POLICY_TABLE = "policyTable";
    private static final String SECRET = "secret";
    private static final String SEED = "seed";
    private static final String MAC = "mac";
    private static final String NAME_SERVERS = "nameServers";
    private static final List<String> STACK_KEYS = List.of(INTERFACE_IDENTIFIER, POLICY_TABLE, SECRET, SEED);

    /**
     * The defaults with what a file says instead.
     *
     * @throws IllegalArgumentException if a key is unknown or a value is refused, in a sentence that names file, key and value
     * @throws IOException if the file cannot be read
     */
    static ConfigFile read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(in);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no configuration file " + file, e);
        } catch (IOException e) {
            throw new IOException("the configuration file " + file + " cannot be read: " + e, e);
        }
        try {
            return of(properties);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static ConfigFile of(Properties properties) {
        StackConfig stack = StackConfig.defaults();
        PiKeys pi = new PiKeys();
        OptionalLong macAddress = OptionalLong.empty();
        NameServers nameServers = NameServers.NONE;
        Map<String, String> settings = new TreeMap<>();
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            String text = properties.getProperty(key).strip();
            if (key.equals(MAC)) {
                macAddress = macAddress(text);
            } else if (key.equals(NAME_SERVERS)) {
                nameServers = nameServers(text);
            } else if (key.indexOf('.') >= 0) {
                settings.put(key, text);
            } else if (PiKeys.KEYS.contains(key)) {
                pi.set(key, text);
            } else {
                stack = with(stack, key, text);
            }
        }
        stack.validate(1);
        return new ConfigFile(stack, pi.config(), macAddress, nameServers, Map.copyOf(settings));
    }

    private static StackConfig with(StackConfig config, String key, String text) {
        Optional<Limit> limit = Arrays.stream(Limit.values()).filter(each -> each.key().equals(key)).findFirst();
        if (limit.isPresent()) {
            return config.with(limit.get(), number(limit.get(), text));
        }
        Optional<Switch> which = Arrays.stream(Switch.values()).filter(each -> each.key().equals(key)).findFirst();
        if (which.isPresent()) {
            return config.with(which.get(), on(which.get(), text));
        }
        return switch (key) {
            case INTERFACE_IDENTIFIER -> config.withInterfaceIdentifier(kind(text));
            case POLICY_TABLE -> config.withPolicyTable(PolicyTable.of(text));
            case SECRET -> config.withSecret(octets(text));
            case SEED -> config.withSeed(seed(text));
            default -> throw new IllegalArgumentException("unknown key '" + key + "': there are " + keys());
        };
    }

    private static int number(Limit limit, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    limit.key() + " '" + text + "' is no whole number between " + limit.least()
                            + " and " + limit.most(),
                    e);
        }
    }

    private static boolean on(Switch which, String text) {
        return switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException(which.key() + " '" + text + "' is neither on nor off");
        };
    }

    private static InterfaceIdentifier.Kind kind(String text) {
        return Arrays.stream(InterfaceIdentifier.Kind.values()).filter(kind -> name(kind).equals(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(INTERFACE_IDENTIFIER + " '" + text + "' is not "
                        + Arrays.stream(InterfaceIdentifier.Kind.values()).map(ConfigFile::name)
                                .collect(Collectors.joining(" or "))));
    }

    private static String name(InterfaceIdentifier.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** The refusal does not repeat the text: it is nearly a secret. */
    private static byte[] octets(String text) {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(SECRET + " is not written in pairs of hexadecimal digits", e);
        }
    }

    private static long seed(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(SEED + " '" + text + "' is no whole number of at most 64 bits", e);
        }
    }

    private static OptionalLong macAddress(String text) {
        try {
            return OptionalLong.of(MacAddresses.parse(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(MAC + " " + e.getMessage(), e);
        }
    }

    private static NameServers nameServers(String text) {
        try {
            return NameServers.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(NAME_SERVERS + ": " + e.getMessage(), e);
        }
    }

    private static String keys() {
        return Stream.of(Arrays.stream(Limit.values()).map(Limit::key), Arrays.stream(Switch.values()).map(Switch::key),
                STACK_KEYS.stream(), Stream.of(MAC, NAME_SERVERS), PiKeys.KEYS.stream()).flatMap(keys -> keys)
                .collect(Collectors.joining(", "));
    }
}
