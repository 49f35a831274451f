package dev.kogame.netstack.coap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

import dev.kogame.board.Boot;
import dev.kogame.board.Deadlines;

/**
 * A thing a CoAP client can read, change or ask to act. A resource is a small class that overrides the methods it supports; the
 * others are answered 4.05.
 *
 * <pre>{@code
 * final class Door extends CoapResource {
 *     private static final byte[] OPEN = CoapResource.utf8("open");
 *     private static final byte[] CLOSED = CoapResource.utf8("closed");
 *     private boolean open;
 *
 *     Door() {
 *         resourceType("door");
 *         serves(ContentFormat.TEXT_PLAIN);
 *     }
 *
 *     protected void get(CoapRequest request, CoapResponse response) {
 *         response.text(open ? OPEN : CLOSED);
 *     }
 * }
 * }</pre>
 *
 * and {@code server.add("door", new Door())}. Handlers run on the stack's thread: they must not block, and on the packet path
 * they should not allocate. Request and response are borrowed until the handler returns. The server has dealt with options,
 * formats and repetitions before: a handler is called once for a PUT, POST or DELETE, however often its message arrives. A
 * handler that throws a {@code RuntimeException} is answered for with 5.00 and counted.
 */
public abstract class CoapResource {

    private static final int[] NO_FORMATS = {};
    private static final int MAX_BODY_OCTETS = 1 << 20;

    private String title = "";
    private String resourceType = "";
    private String interfaceDescription = "";
    private int[] served = NO_FORMATS;
    private int[] accepted = NO_FORMATS;
    private int[] fetched = NO_FORMATS;
    private int[] patched = NO_FORMATS;
    private int size;
    private int bodyOctets = BlockOption.MAX_BLOCK_OCTETS;
    private int freshSeconds;
    private boolean observable;
    private Observers observers = Observers.NOBODY;
    private int version;

    /** A resource without attributes, that takes and gives any format. */
    protected CoapResource() {
    }

    /**
     * Answers the state of the resource and changes nothing. Called also to learn what the state is: for each block of it that a client
     * asks for, and before a request with If-Match or If-None-Match. A resource that is not there now answers 4.04.
     */
    protected void get(CoapRequest request, CoapResponse response) {
        response.error(CoapCode.METHOD_NOT_ALLOWED);
    }

    /** Replaces the state of the resource by the payload. Doing it twice must leave what doing it once leaves. */
    protected void put(CoapRequest request, CoapResponse response) {
        response.error(CoapCode.METHOD_NOT_ALLOWED);
    }

    /** Has the resource act on the payload. */
    protected void post(CoapRequest request, CoapResponse response) {
        response.error(CoapCode.METHOD_NOT_ALLOWED);
    }

    /** Takes the state of the resource away. Doing it twice must leave what doing it once leaves. */
    protected void delete(CoapRequest request, CoapResponse response) {
        response.error(CoapCode.METHOD_NOT_ALLOWED);
    }

    /** Answers the part of the state that the payload asks for, and changes nothing. RFC 8132 section 2. */
    protected void fetch(CoapRequest request, CoapResponse response) {
        response.error(CoapCode.METHOD_NOT_ALLOWED);
    }

    /** Changes a part of the state as the payload says, all of it or nothing. RFC 8132 section 3. */
    protected void patch(CoapRequest request, CoapResponse response) {
        response.error(CoapCode.METHOD_NOT_ALLOWED);
    }

    /** The same, where doing it twice must leave what doing it once leaves. RFC 8132 section 3. */
    protected void ipatch(CoapRequest request, CoapResponse response) {
        response.error(CoapCode.METHOD_NOT_ALLOWED);
    }

    /** A name for people, attribute {@code title} of the link. */
    @Boot
    protected final void title(String text) {
        title = attribute("title", text);
    }

    /** What the resource is, attribute {@code rt} of the link: one or more names with blanks between. RFC 6690 section 3.1. */
    @Boot
    protected final void resourceType(String names) {
        resourceType = attribute("resource type", names);
    }

    /** How the resource is used, attribute {@code if} of the link. RFC 6690 section 3.2. */
    @Boot
    protected final void interfaceDescription(String names) {
        interfaceDescription = attribute("interface description", names);
    }

    /** How many octets the representation may have, attribute {@code sz} of the link: worth saying above 1024. RFC 6690 section 3.3. */
    @Boot
    protected final void maximumSize(int octets) {
        if (octets < 1) {
            throw new IllegalArgumentException("a maximum size of " + octets + " octets says nothing: give at least 1");
        }
        size = octets;
    }

    /** The formats GET can give, attribute {@code ct} of the link. A client that accepts another one is answered 4.06. */
    @Boot
    protected final void serves(int... contentFormats) {
        served = formats(contentFormats);
    }

    /**
     * The formats PUT and POST take. A payload said to be in another one is answered 4.15; a payload of which nothing is said
     * goes to the handler.
     */
    @Boot
    protected final void accepts(int... contentFormats) {
        accepted = formats(contentFormats);
    }

    /** The formats in which FETCH says what it wants, like {@link #accepts}. */
    @Boot
    protected final void fetches(int... contentFormats) {
        fetched = formats(contentFormats);
    }

    /** The formats in which PATCH and iPATCH say what is to change, like {@link #accepts}. */
    @Boot
    protected final void patches(int... contentFormats) {
        patched = formats(contentFormats);
    }

    /**
     * How long a body of PUT, POST, FETCH and PATCH may be, which arrives in blocks if it is longer than a message. The server takes
     * memory for the longest of all its resources when it starts. Without it, 1024.
     *
     * @throws IllegalArgumentException if it is less than 1024 or more than 1 MiB
     */
    @Boot
    protected final void acceptsBody(int maxOctets) {
        if (maxOctets < BlockOption.MAX_BLOCK_OCTETS || maxOctets > MAX_BODY_OCTETS) {
            throw new IllegalArgumentException("a body of at most " + maxOctets + " octets cannot be: give "
                    + BlockOption.MAX_BLOCK_OCTETS + " to " + MAX_BODY_OCTETS);
        }
        bodyOctets = maxOctets;
    }

    /**
     * Asks clients to prove that a request which changes something was made in the last seconds, RFC 9175 section 2.4: a delayed or
     * replayed one is answered 4.01 with a value to be echoed. Without a security layer it does not keep out who sees the messages.
     */
    @Boot
    protected final void demandsFreshness(int seconds) {
        if (seconds < 1 || seconds > Echo.LIFETIME_SECONDS) {
            throw new IllegalArgumentException("a freshness of " + seconds + " seconds cannot be demanded: give 1 to "
                    + Echo.LIFETIME_SECONDS);
        }
        freshSeconds = seconds;
    }

    /** Lets clients observe the resource, attribute {@code obs} of the link: then {@link #changed} must be called. RFC 7641. */
    @Boot
    protected final void observable() {
        observable = true;
    }

    /**
     * Says that GET would answer something else now: all observers will be told. Call it as often as you like; they are told the newest
     * state, no more often than their network bears. On the stack's thread; allocates nothing. Before the server starts it does nothing.
     */
    public final void changed() {
        version++;
        observers.changed(this);
    }

    /**
     * In how many nanoseconds an observer is to be told the state as it is: 0 for now, {@link Deadlines#NEVER} for not until it changes
     * again. Override it to honour what the request asked for, such as a minimum period or a threshold:
     *
     * <pre>{@code
     * protected long notifyInNs(Observation observer) {
     *     if (Math.abs(celsius - observer.value()) < observer.request().queryNumber(STEP, 100)) {
     *         return Deadlines.NEVER;
     *     }
     *     return Math.max(0, SECOND_NS * observer.request().queryNumber(PMIN, 3600) - observer.quietNs());
     * }
     * }</pre>
     *
     * Asked when the state has changed, when the time answered is over, and after each notification. It must not answer 0 for ever for
     * an observer that was just told. Without overriding: 0 if the state has changed.
     */
    protected long notifyInNs(Observation observer) {
        return observer.isChanged() ? 0 : Deadlines.NEVER;
    }

    /** What is remembered of the state for each observer that is told it, see {@link Observation#value()}. */
    protected long observedValue() {
        return 0;
    }

    /** Text as the octets that {@link CoapResponse#text} and {@link CoapRequest#payloadEquals} take: made once, kept. */
    @Boot
    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Joins the list of observers of the one server it belongs to. */
    @Boot
    final void observedBy(Observers list) {
        if (observable && observers != Observers.NOBODY && observers != list) {
            throw new IllegalStateException(
                    "a resource that can be observed belongs to one server: make another one for"
                            + " the second");
        }
        observers = list;
    }

    final int bodyOctets() {
        return bodyOctets;
    }

    final int freshSeconds() {
        return freshSeconds;
    }

    final boolean isObservable() {
        return observable;
    }

    final int version() {
        return version;
    }

    final boolean canServe(int format) {
        return format == ContentFormat.NONE || served.length == 0 || contains(served, format);
    }

    final boolean canAccept(int method, int format) {
        int[] taken = switch (method) {
            case CoapCode.FETCH -> fetched;
            case CoapCode.PATCH, CoapCode.IPATCH -> patched;
            default -> accepted;
        };
        return format == ContentFormat.NONE || taken.length == 0 || contains(taken, format);
    }

    final int servedFormats() {
        return served.length;
    }

    final int servedFormat(int i) {
        return served[i];
    }

    @Boot
    final String title() {
        return title;
    }

    @Boot
    final String resourceType() {
        return resourceType;
    }

    @Boot
    final String interfaceDescription() {
        return interfaceDescription;
    }

    /** The formats of GET as attribute {@code ct} has them, RFC 7252 section 7.2.1. */
    @Boot
    final String servedText() {
        return Arrays.stream(served).mapToObj(Integer::toString).collect(Collectors.joining(" "));
    }

    @Boot
    final String sizeText() {
        return size == 0 ? "" : Integer.toString(size);
    }

    private static boolean contains(int[] formats, int format) {
        for (int i = 0; i < formats.length; i++) {
            if (formats[i] == format) {
                return true;
            }
        }
        return false;
    }

    /** Both attributes and titles stand between quotation marks in the list of links, RFC 6690 section 2. */
    @Boot
    private static String attribute(String name, String value) {
        if (value.isBlank() || value.chars().anyMatch(c -> c == '"' || c == '\\' || Character.isISOControl(c))) {
            throw new IllegalArgumentException("the " + name + " \"" + value
                    + "\" of a resource must be some text without"
                    + " quotation marks, backslashes and control characters; leave it out if there is nothing to say");
        }
        return value;
    }

    @Boot
    private static int[] formats(int[] contentFormats) {
        for (int format : contentFormats) {
            if (format < 0 || format > ContentFormat.MAX) {
                throw new IllegalArgumentException("content format " + format
                        + " does not exist: the numbers go from 0 to 65535, see ContentFormat");
            }
        }
        return Arrays.copyOf(contentFormats, contentFormats.length);
    }
}
