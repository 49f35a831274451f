package dev.kogame.tools.conformance.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Puts faults into the stack, one at a time: the conformance cases must find each of them, and none where there is none. */
class FaultsTest {

    private static final Path SOURCES = Path.of("..", "netstack", "src", "main", "java");

    @TestFactory
    Stream<DynamicTest> shouldFindThatAStack() {
        return Faults.ALL.stream().map(fault -> DynamicTest.dynamicTest(fault.what(), () -> {
            Function<String, String> broken = ChangedStack.with(fault.typeName(),
                    fault.putInto(source(fault.typeName())));
            for (String id : fault.caughtBy()) {
                assertThat(broken.apply(id)).as("case %s", id).startsWith("FAIL ");
            }
        }));
    }

    @Test
    void shouldFindNothingInTheUnchangedStack() {
        Function<String, String> stack = ChangedStack.unchanged();
        assertThat(Faults.ALL.stream().flatMap(fault -> fault.caughtBy().stream()).distinct()).hasSizeGreaterThan(50)
                .allSatisfy(id -> assertThat(stack.apply(id)).as("case %s", id).isEqualTo("PASS "));
    }

    /** What finds the faults is the change, not that a class was compiled anew. */
    @Test
    void shouldFindNothingInTheSameSourceCompiledAnew() throws IOException {
        Function<String, String> stack = ChangedStack.with("dev.kogame.netstack.wire.NdMessage",
                source("dev.kogame.netstack.wire.NdMessage"));

        assertThat(stack.apply("2.1.7.D")).isEqualTo("PASS ");
    }

    @Test
    void shouldSayThatAFaultHasNoPlaceAnyMore() {
        Fault old = Fault.of("does what nobody knows", "NetStack", "int gone = 0;", "", "1.1.2");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> old.putInto("int  gone = 1;"))
                .withMessage("the fault of a stack that does what nobody"
                        + " knows changes `int gone = 0;`, which stands in dev.kogame.netstack.NetStack 0 times and must"
                        + " stand there once: describe the fault anew");
        assertThat(old.putInto("int\n        gone = 0;")).isEmpty();
    }

    private static String source(String type) throws IOException {
        return Files.readString(SOURCES.resolve(type.replace('.', '/') + ".java"));
    }
}
