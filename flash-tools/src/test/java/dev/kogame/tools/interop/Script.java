package dev.kogame.tools.interop;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client is to ask, in a language that every peer's client reads: one request a line, one line of answer to each.
 *
 * <pre>
 * # a line of its own, which is repeated in the answers
 * PUT /test payload=hello ct=0        METHOD target, then words:
 *     payload=TEXT  pattern=OCTETS    the body: a text without blanks, or {@link Body#pattern}
 *     ct=N  accept=N                  Content-Format, Accept
 *     etag=HEX  if-match=HEX          "@" for the ETag that came last
 *     if-none-match
 *     echo=HEX                        "@" for the Echo that came last
 *     token=HEX                       the request's token
 *     block=SIZE                      the size of blocks wanted: Block1 with a body, else Block2
 *     no-response=N  silence=MS       RFC 7967; how long to wait before no answer is the answer
 *     non                             Non-confirmable
 * OBSERVE /obs observers=3            registers endpoints of their own
 * SEEN TEXT                           waits until all observers saw this state last
 * CANCEL all                          deregisters them
 * CODEC /test token=HEX               with the codec of npm's coap on a socket, without its agent
 * MULTICAST /test group=ff02::fd%tap  asks a group and waits for whoever answers
 * </pre>
 *
 * The answer to a request is {@code > 2.05 ack ct=0 etag payload=hello}: code, type of its message, Content-Format, whether there
 * was an ETag or an Echo, Size1, Location-Path, and the payload or {@code pattern=OCTETS} if it is that pattern. Or
 * {@code > silence}, {@code > reset}, {@code > timeout} and {@code > error: TEXT} for what the peer refused to send.
 */
final class Script {

    /** One line, taken apart. */
    record Line(String method, String target, Map<String, String> settings) {

        static Line of(String text) {
            String[] words = text.split(" ");
            Map<String, String> settings = new HashMap<>();
            for (String word : Arrays.asList(words).subList(2, words.length)) {
                int equals = word.indexOf('=');
                settings.put(equals < 0 ? word : word.substring(0, equals),
                        equals < 0 ? "" : word.substring(equals + 1));
            }
            return new Line(words[0], words[1], settings);
        }

        boolean has(String name) {
            return settings.containsKey(name);
        }

        Optional<String> text(String name) {
            return Optional.ofNullable(settings.get(name));
        }

        int number(String name, int otherwise) {
            return text(name).map(Integer::parseInt).orElse(otherwise);
        }

        byte[] body() {
            return has("pattern")
                    ? Body.pattern(number("pattern", 0))
                    : text("payload").orElse("").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }

        String path() {
            return target.split("\\?")[0];
        }

        List<String> query() {
            String[] parts = target.split("\\?", 2);
            return parts.length == 1 ? List.of() : List.of(parts[1].split("&"));
        }
    }

    private Script() {
    }
}
