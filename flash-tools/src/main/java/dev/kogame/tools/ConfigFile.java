package dev.kogame.tools;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.StackConfig.Switch;
import dev.kogame.netstack.ip6.PolicyTable;
import dev.kogame.netstack.nd.InterfaceIdentifier;

/**
 * Reads the configuration of a stack from a file of properties. The keys are those of {@link Limit}, those of {@link Switch} with the
 * values {@code on} and {@code off}, and {@code interfaceIdentifier}, {@code policyTable}, {@code secret} and {@code seed}; what the file
 * does not name keeps its default.
 */
final class ConfigFile {

    private static final String INTERFACE_IDENTIFIER = "interfaceIdentifier";
    private static final String POLICY_TABLE = "policyTable";
    private static final String SECRET = "secret";
    private static final String SEED = "seed";

    private ConfigFile() {
    }

    /**
     * The defaults with what a file says instead.
     *
     * @throws IllegalArgumentException if a key is unknown or a value is refused, in a sentence that names file, key and value
     * @throws IOException if the file cannot be read
     */
    static StackConfig read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(in);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no configuration file " + file, e);
        } catch (IOException e) {
            throw new IOException("the configuration file " + file + " cannot be read: " + e, e);
        }
        StackConfig config = StackConfig.defaults();
        try {
            for (String key : new TreeSet<>(properties.stringPropertyNames())) {
                config = with(config, key, properties.getProperty(key).strip());
            }
            config.validate(1);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
        return config;
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

    private static String keys() {
        return Stream.of(Arrays.stream(Limit.values()).map(Limit::key), Arrays.stream(Switch.values()).map(Switch::key),
                Stream.of(INTERFACE_IDENTIFIER, POLICY_TABLE, SECRET, SEED)).flatMap(each -> each)
                .collect(Collectors.joining(", "));
    }
}
