package dev.kogame.tools;

import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads a record from a file of properties: each key is the name of a component, and what the file does not name keeps its
 * default.
 */
final class ConfigFile {

    private ConfigFile() {
    }

    /**
     * The defaults with what a file says instead.
     *
     * @throws IllegalArgumentException if a key is unknown, a value is not of its kind, or the record refuses the values
     * @throws IOException if the file cannot be read
     */
    static <T extends Record> T read(Path file, T defaults) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(in);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no configuration file " + file, e);
        } catch (IOException e) {
            throw new IOException("the configuration file " + file + " cannot be read: " + e.getMessage(), e);
        }
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            if (!names.contains(key)) {
                throw new IllegalArgumentException(
                        file + ": unknown key '" + key + "': there are " + String.join(", ", names));
            }
        }
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String text = properties.getProperty(components[i].getName());
            values[i] = text == null ? invoke(components[i], defaults) : parse(file, components[i], text.strip());
        }
        return build(file, defaults, components, values);
    }

    private static Object parse(Path file, RecordComponent component, String text) {
        Class<?> type = component.getType();
        try {
            if (type == int.class) {
                return Integer.decode(text);
            }
            if (type == long.class) {
                return Long.decode(text);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(refusal(file, component, text) + "a whole number", e);
        }
        if (type == boolean.class) {
            if (text.equals("true") || text.equals("false")) {
                return Boolean.valueOf(text);
            }
            throw new IllegalArgumentException(refusal(file, component, text) + "true or false");
        }
        if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                if (name(constant).equals(text)) {
                    return constant;
                }
            }
            throw new IllegalArgumentException(refusal(file, component, text) + Arrays.stream(type.getEnumConstants())
                    .map(ConfigFile::name).collect(Collectors.joining(" or ")));
        }
        if (type == byte[].class) {
            try {
                return HexFormat.of().parseHex(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        refusal(file, component, text) + "an even number of hexadecimal digits", e);
            }
        }
        throw new IllegalArgumentException(file + ": " + component.getName() + " cannot be set in a file");
    }

    private static String refusal(Path file, RecordComponent component, String text) {
        return file + ": " + component.getName() + " is '" + text + "' and must be ";
    }

    private static String name(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Object invoke(RecordComponent component, Record defaults) {
        try {
            return component.getAccessor().invoke(defaults);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T extends Record> T build(Path file, T defaults, RecordComponent[] components, Object[] values) {
        Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            @SuppressWarnings("unchecked")
            Constructor<T> canonical = (Constructor<T>) defaults.getClass().getDeclaredConstructor(types);
            return canonical.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(file + ": " + e.getCause().getMessage(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
