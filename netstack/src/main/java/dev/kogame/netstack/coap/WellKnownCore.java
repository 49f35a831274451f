package dev.kogame.netstack.coap;

import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

import dev.kogame.board.Boot;

/**
 * {@code /.well-known/core}: the list of a server's resources in the CoRE link format, RFC 6690, written once at start.
 *
 * <p>Queries do not filter: RFC 6690 section 4.1 lets a small server ignore them, and asks it not to answer those sent to a group.
 */
final class WellKnownCore extends CoapResource {

    static final String PATH = ".well-known/core";
    /** RFC 7252 section 4.6: the payload that fits where nothing is known about the path. */
    static final int MAX_OCTETS = 1024;

    private final byte[] links;

    WellKnownCore(ResourceTable table) {
        serves(ContentFormat.LINK_FORMAT);
        links = compose(table).getBytes(StandardCharsets.UTF_8);
        if (links.length > MAX_OCTETS) {
            throw new IllegalStateException("the list of the " + table.size() + " resources takes " + links.length
                    + " octets and an answer holds " + MAX_OCTETS
                    + ": shorten titles and types, or add fewer resources");
        }
    }

    @Override
    protected void get(CoapRequest request, CoapResponse response) {
        if (request.toMulticast() && request.queryArguments() > 0) {
            return;
        }
        response.contentFormat(ContentFormat.LINK_FORMAT).octets(links, 0, links.length);
    }

    @Boot
    private static String compose(ResourceTable table) {
        StringJoiner list = new StringJoiner(",");
        for (int place = 0; place < table.size(); place++) {
            list.add(link(table.path(place), table.at(place)));
        }
        return list.toString();
    }

    /** {@code </light>;rt="light";ct=0}, RFC 6690 section 2 and RFC 7252 section 7.2.1. */
    @Boot
    private static String link(String path, CoapResource resource) {
        StringBuilder link = new StringBuilder("</").append(path).append('>');
        quoted(link, "rt", resource.resourceType());
        quoted(link, "if", resource.interfaceDescription());
        int[] served = resource.served();
        if (served.length == 1) {
            link.append(";ct=").append(served[0]);
        } else if (served.length > 1) {
            StringJoiner formats = new StringJoiner(" ");
            for (int format : served) {
                formats.add(Integer.toString(format));
            }
            quoted(link, "ct", formats.toString());
        }
        quoted(link, "title", resource.title());
        return link.toString();
    }

    @Boot
    private static void quoted(StringBuilder link, String name, String value) {
        if (!value.isEmpty()) {
            link.append(';').append(name).append("=\"").append(value).append('"');
        }
    }
}
