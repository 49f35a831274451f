package dev.kogame.netstack.coap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.kogame.board.Boot;

/**
 * A link to a resource in the CoRE link format, RFC 6690, written once at start: {@code </light>;rt="light";ct=0;obs}. It knows its
 * attributes, so that a query can be held against them in place.
 */
final class LinkFormat {

    private final byte[] link;
    /** Attributes by name; one that has several values is here once for each of them, section 4.1. */
    private final byte[][] names;
    private final byte[][] values;

    private LinkFormat(String link, List<String> names, List<String> values) {
        this.link = CoapResource.utf8(link);
        this.names = octets(names);
        this.values = octets(values);
    }

    @Boot
    private static byte[][] octets(List<String> texts) {
        byte[][] octets = new byte[texts.size()][];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = CoapResource.utf8(texts.get(i));
        }
        return octets;
    }

    /** The link to a resource under a path. */
    @Boot
    static LinkFormat link(String path, CoapResource resource) {
        StringBuilder link = new StringBuilder("</").append(path).append('>');
        List<String> names = new ArrayList<>(List.of("href"));
        List<String> values = new ArrayList<>(List.of("/" + path));
        attribute(link, names, values, "rt", resource.resourceType(), true);
        attribute(link, names, values, "if", resource.interfaceDescription(), true);
        attribute(link, names, values, "ct", resource.servedText(), resource.servedFormats() > 1);
        attribute(link, names, values, "sz", resource.sizeText(), false);
        if (resource.isObservable()) {
            // RFC 7641 section 6: no value.
            link.append(";obs");
            names.add("obs");
            values.add("");
        }
        if (!resource.title().isEmpty()) {
            link.append(";title=\"").append(resource.title()).append('"');
            names.add("title");
            values.add(resource.title());
        }
        return new LinkFormat(link.toString(), names, values);
    }

    @Boot
    private static void attribute(StringBuilder link, List<String> names, List<String> values, String name,
            String value,
            boolean quoted) {
        if (value.isEmpty()) {
            return;
        }
        String quote = quoted ? "\"" : "";
        link.append(';').append(name).append('=').append(quote).append(value).append(quote);
        for (String each : value.split(" +")) {
            names.add(name);
            values.add(each);
        }
    }

    /** The octets of the link, not to be changed. */
    byte[] octets() {
        return link;
    }

    /** Whether all Uri-Query arguments of a request let the link pass. RFC 6690 section 4.1. */
    boolean matches(CoapRequest request) {
        int option = request.queryAt();
        for (int i = 0; i < request.queryArguments(); i++) {
            if (!matches(request.buffer(), CoapOption.valueAt(request.buffer(), option),
                    CoapOption.next(request.buffer(), option))) {
                return false;
            }
            option = CoapOption.next(request.buffer(), option);
        }
        return true;
    }

    /** {@code name=value}, {@code name=prefix*}, or {@code name} for a link that has the attribute at all. */
    private boolean matches(byte[] b, int from, int to) {
        int equals = from;
        while (equals < to && b[equals] != '=') {
            equals++;
        }
        boolean prefix = equals == to || b[to - 1] == '*';
        int valueAt = Math.min(equals + 1, to);
        int valueEnd = equals < to && prefix ? to - 1 : to;
        for (int i = 0; i < names.length; i++) {
            if (is(names[i], b, from, equals) && (prefix
                    ? begins(values[i], b, valueAt, valueEnd)
                    : is(values[i], b, valueAt, valueEnd))) {
                return true;
            }
        }
        return false;
    }

    private static boolean is(byte[] text, byte[] b, int from, int to) {
        return text.length == to - from && begins(text, b, from, to);
    }

    private static boolean begins(byte[] text, byte[] b, int from, int to) {
        if (to - from > text.length) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (text[i - from] != b[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    @Boot
    public String toString() {
        return new String(link, StandardCharsets.UTF_8);
    }
}
