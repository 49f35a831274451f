package dev.kogame.netstack.coap;

/**
 * {@code /.well-known/core}: the list of a server's resources, RFC 6690 section 4. Queries filter it, section 4.1; a filter that nothing
 * passes gives an empty list to a client and silence to a group.
 */
final class WellKnownCore extends CoapResource {

    static final String PATH = ".well-known/core";

    private final LinkFormat[] links;

    WellKnownCore(ResourceTable table) {
        serves(ContentFormat.LINK_FORMAT);
        links = new LinkFormat[table.size()];
        for (int place = 0; place < links.length; place++) {
            links[place] = LinkFormat.link(table.path(place), table.at(place));
        }
    }

    @Override
    protected void get(CoapRequest request, CoapResponse response) {
        response.contentFormat(ContentFormat.LINK_FORMAT);
        boolean first = true;
        for (int i = 0; i < links.length; i++) {
            if (links[i].matches(request)) {
                if (!first) {
                    response.octet(',');
                }
                response.octets(links[i].octets(), 0, links[i].octets().length);
                first = false;
            }
        }
    }
}
