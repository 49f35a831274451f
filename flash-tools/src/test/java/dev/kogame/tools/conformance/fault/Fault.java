package dev.kogame.tools.conformance.fault;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One thing that the stack does wrong.
 *
 * @param what how a person would say it: a stack that …
 * @param type the class to be changed, below {@code dev.kogame.netstack}
 * @param right a piece of its source that occurs in it once; how it is broken into lines does not matter
 * @param wrong what stands there instead
 * @param caughtBy the cases that must fail, each of them
 */
record Fault(String what, String type, String right, String wrong, List<String> caughtBy) {

    static Fault of(String what, String type, String right, String wrong, String... caughtBy) {
        return new Fault(what, type, right, wrong, List.of(caughtBy));
    }

    /** The class with its package. */
    String typeName() {
        return "dev.kogame.netstack." + type;
    }

    /**
     * The source with the fault in it.
     *
     * @throws AssertionError if the piece to be changed is not there any more, or is there twice
     */
    String putInto(String source) {
        Matcher matcher = Pattern.compile(Stream.of(right.strip().split("\\s+")).map(Pattern::quote)
                .collect(Collectors.joining("\\s+"))).matcher(source);
        long places = matcher.results().count();
        if (places != 1) {
            throw new AssertionError("the fault of a stack that " + what + " changes `" + right + "`, which stands in "
                    + typeName() + " " + places + " times and must stand there once: describe the fault anew");
        }
        return matcher.replaceAll(Matcher.quoteReplacement(wrong));
    }
}
