package dev.kogame.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

import dev.kogame.board.Boot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checker finds every kind of allocation, and leaves alone what is allowed. */
class AllocationsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            object            | makes a new java.lang.Object
            primitiveArray    | makes a new array of byte
            referenceArray    | makes a new array of java.lang.String
            arrayOfArrays     | makes a new 2-dimensional array
            varargs           | makes a new array of int
            lambda            | has an invokedynamic
            text              | has an invokedynamic
            typeSwitch        | has an invokedynamic
            recordText        | makes a string
            boxing            | boxes: java.lang.Integer.valueOf
            format            | formats a string
            join              | joins strings
            cloning           | clones
            constants         | copies the constants of an enum
            forEach           | makes an iterator
            number            | makes a string
            substring         | not known to allocate nothing: java.lang.String.substring
            throwing          | makes a new java.lang.IllegalStateException
            callsBoot         | marked @Boot
            callsBootType     | marked @Boot
            """)
    void shouldFind(String method, String what) {
        List<Allocations.Finding> found = findings().stream().filter(f -> f.method().equals(method)).toList();
        assertThat(found).as("what is found in %s", method).isNotEmpty();
        assertThat(found).anySatisfy(f -> {
            assertThat(f.what()).contains(what);
            assertThat(f.type()).isEqualTo("dev.kogame.house.AllocationsTest$Allocating");
            assertThat(f.line()).isPositive();
        });
    }

    @Test
    void shouldFindInTheBodyOfALambdaOfAConstructor() {
        assertThat(findings()).anySatisfy(f -> assertThat(f.method()).startsWith("lambda$new$"));
    }

    @Test
    void shouldAllowConstructorsBootAndWhatAllocatesNothing() {
        assertThat(findings(Allowed.class, Marked.class, Constant.class, Pair.class)).isEmpty();
    }

    private static List<Allocations.Finding> findings() {
        return findings(Allocating.class, Marked.class, Constant.class, Pair.class);
    }

    private static List<Allocations.Finding> findings(Class<?>... types) {
        List<ClassModel> classes = new ArrayList<>();
        for (Class<?> type : types) {
            String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
            try (InputStream in = type.getResourceAsStream(file)) {
                classes.add(ClassFile.of().parse(in.readAllBytes()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Allocations(classes).findings();
    }

    enum Constant {
        ONE, TWO
    }

    record Pair(int first, int second) {}

    @Boot
    static final class Marked {
        static Object make() {
            return new Object();
        }
    }

    /** One method for each kind. */
    static final class Allocating {
        private final IntSupplier later;

        Allocating(int[] numbers) {
            later = () -> numbers.clone().length;
        }

        Object object() {
            return new Object();
        }

        byte[] primitiveArray() {
            return new byte[1];
        }

        String[] referenceArray() {
            return new String[1];
        }

        byte[][] arrayOfArrays() {
            return new byte[1][1];
        }

        int varargs() {
            return sum(1, 2);
        }

        private static int sum(int... terms) {
            return terms[0] + terms[1];
        }

        IntSupplier lambda(int value) {
            return () -> value + later.getAsInt();
        }

        String text(int value) {
            return "value " + value;
        }

        int typeSwitch(Object value) {
            return switch (value) {
                case String text -> text.length();
                case Pair(int first, int _) -> first;
                default -> 0;
            };
        }

        String recordText(Pair pair) {
            return pair.toString();
        }

        Integer boxing(int value) {
            return value;
        }

        String format(String template) {
            return String.format(template);
        }

        String join(String a, String b) {
            return a.concat(b);
        }

        byte[] cloning(byte[] bytes) {
            return bytes.clone();
        }

        int constants() {
            return Constant.values().length;
        }

        int forEach(List<String> texts) {
            int octets = 0;
            for (String text : texts) {
                octets += text.length();
            }
            return octets;
        }

        String number(int value) {
            return Integer.toString(value);
        }

        String substring(String text) {
            return text.substring(1);
        }

        void throwing() {
            throw new IllegalStateException();
        }

        Object callsBoot() {
            return boot();
        }

        Object callsBootType() {
            return Marked.make();
        }

        @Boot
        private Object boot() {
            return new Object();
        }
    }

    /** What may stand on the packet path, and what may allocate. */
    static final class Allowed {
        private static final byte[] TABLE = new byte[16];
        private final byte[] memory;

        Allowed(int octets) {
            memory = new byte[octets];
        }

        @Boot
        String describe() {
            return "octets " + memory.length;
        }

        @Boot
        private int octets() {
            return memory.length;
        }

        @Boot
        private IllegalStateException wrongUse() {
            return new IllegalStateException("octets " + memory.length);
        }

        void callsBootThatMakesNothingOrTheEnd(int most) {
            if (octets() > most) {
                throw wrongUse();
            }
        }

        int plain(Constant constant, byte[] from) {
            System.arraycopy(from, 0, memory, 0, Math.min(from.length, memory.length));
            return switch (constant) {
                case ONE -> Integer.bitCount(memory[0]);
                case TWO -> TABLE[0];
            };
        }
    }
}
