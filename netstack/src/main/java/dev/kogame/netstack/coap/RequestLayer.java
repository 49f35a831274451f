package dev.kogame.netstack.coap;

import java.util.Optional;

import dev.kogame.board.Boot;

/**
 * What a request asks for and whether it may have it: RFC 7252 section 5. Knows resources, methods, options and formats; knows
 * nothing of repetition, acknowledgement and addresses, which is the {@link MessageLayer}'s business.
 */
final class RequestLayer {

    /** {@link #select} wrote an error into the response. */
    static final int REFUSED = -1;

    private static final byte[] CRITICAL_OPTION = CoapResource.utf8("critical option ");

    private final ResourceTable table = new ResourceTable();
    private RuntimeException lastFailure;

    @Boot
    void add(String path, CoapResource resource) {
        table.add(path, resource);
    }

    /** Adds the list of all resources added until now. */
    @Boot
    void addWellKnownCore() {
        table.add(WellKnownCore.PATH, new WellKnownCore(table));
    }

    /**
     * Finds the resource of a request that went through the gate.
     *
     * @return its place, or {@link #REFUSED} if the response says why not
     */
    int select(CoapRequest request, CoapResponse response) {
        int unknownCritical = request.readOptions();
        if (!CoapCode.isKnownMethod(request.method())) {
            return refuse(response, CoapCode.METHOD_NOT_ALLOWED);
        }
        if (unknownCritical != 0) {
            response.error(CoapCode.BAD_OPTION, CRITICAL_OPTION).decimal(unknownCritical);
            return REFUSED;
        }
        if (request.isProxied()) {
            return refuse(response, CoapCode.PROXYING_NOT_SUPPORTED);
        }
        int place = table.find(request);
        if (place == ResourceTable.NONE) {
            return refuse(response, CoapCode.NOT_FOUND);
        }
        CoapResource resource = table.at(place);
        if (!request.preconditionsHold()) {
            return refuse(response, CoapCode.PRECONDITION_FAILED);
        }
        if (request.method() == CoapCode.GET && !resource.canServe(request.accept())) {
            return refuse(response, CoapCode.NOT_ACCEPTABLE);
        }
        if (request.payloadOctets() > 0 && !resource.canAccept(request.contentFormat())) {
            return refuse(response, CoapCode.UNSUPPORTED_CONTENT_FORMAT);
        }
        return place;
    }

    private static int refuse(CoapResponse response, int code) {
        response.error(code);
        return REFUSED;
    }

    /**
     * Has the resource handle the request.
     *
     * @return {@link CoapDrop#OK}, or why the response became 5.00
     */
    int perform(int place, CoapRequest request, CoapResponse response) {
        CoapResource resource = table.at(place);
        try {
            switch (request.method()) {
                case CoapCode.GET -> resource.get(request, response.code(CoapCode.CONTENT));
                case CoapCode.PUT -> resource.put(request, response.code(CoapCode.CHANGED));
                case CoapCode.POST -> resource.post(request, response.code(CoapCode.CHANGED));
                default -> resource.delete(request, response.code(CoapCode.DELETED));
            }
        } catch (RuntimeException failure) {
            // One broken app must not put the light out for all: RFC 7252 section 5.9.3.1.
            lastFailure = failure;
            response.error(CoapCode.INTERNAL_SERVER_ERROR);
            return CoapDrop.HANDLER_FAILED.code;
        }
        if (response.hasOverflowed()) {
            response.error(CoapCode.INTERNAL_SERVER_ERROR);
            return CoapDrop.ANSWER_TOO_LARGE.code;
        }
        return CoapDrop.OK;
    }

    @Boot
    Optional<RuntimeException> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }
}
