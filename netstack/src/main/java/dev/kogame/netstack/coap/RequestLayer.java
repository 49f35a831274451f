package dev.kogame.netstack.coap;

import java.util.Optional;

import dev.kogame.board.Boot;
import dev.kogame.board.Deadlines;

/**
 * What a request asks for and whether it may have it: RFC 7252 section 5. Knows resources, methods, options and formats; knows
 * nothing of repetition, acknowledgement and addresses, which is the {@link MessageLayer}'s business.
 */
final class RequestLayer {

    /** {@link #select} wrote an error into the response. */
    static final int REFUSED = -1;

    private static final byte[] CRITICAL_OPTION = CoapResource.utf8("critical option ");
    private static final byte[] BEHIND_END = CoapResource.utf8("no such block");

    private final ResourceTable table = new ResourceTable();
    private final Echo echo;
    private final CoapResponse probe = new CoapResponse();
    private final byte[] probed = new byte[CoapResponse.MIN_OCTETS];
    private RuntimeException lastFailure;

    RequestLayer(Echo echo) {
        this.echo = echo;
    }

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
        if (!CoapCode.isKnownMethod(request.method())) {
            return refuse(response, CoapCode.METHOD_NOT_ALLOWED);
        }
        if (request.unknownCritical() != 0) {
            response.error(CoapCode.BAD_OPTION, CRITICAL_OPTION).decimal(request.unknownCritical());
            return REFUSED;
        }
        if (request.isUnusable()) {
            return refuse(response, CoapCode.BAD_REQUEST);
        }
        if (request.isProxied()) {
            return refuse(response, CoapCode.PROXYING_NOT_SUPPORTED);
        }
        int place = table.find(request);
        if (place == ResourceTable.NONE) {
            return refuse(response, CoapCode.NOT_FOUND);
        }
        CoapResource resource = table.at(place);
        if (!preconditionsHold(resource, request)) {
            return refuse(response, CoapCode.PRECONDITION_FAILED);
        }
        if (CoapCode.isSafe(request.method()) && !resource.canServe(request.accept())) {
            return refuse(response, CoapCode.NOT_ACCEPTABLE);
        }
        if (request.payloadOctets() > 0 && !resource.canAccept(request.method(), request.contentFormat())) {
            return refuse(response, CoapCode.UNSUPPORTED_CONTENT_FORMAT);
        }
        if (resource.freshSeconds() > 0 && !CoapCode.isSafe(request.method())
                && !echo.isFresh(request, resource.freshSeconds())) {
            response.challenge(echo.value(request.source(), request.receivedNs()));
            return REFUSED;
        }
        return place;
    }

    private static int refuse(CoapResponse response, int code) {
        response.error(code);
        return REFUSED;
    }

    /** If-None-Match asks that there be nothing, If-Match that there be this representation: RFC 7252 section 5.10.8. */
    private boolean preconditionsHold(CoapResource resource, CoapRequest request) {
        if (!request.hasIfMatch() && !request.hasIfNoneMatch()) {
            return true;
        }
        boolean exists = probe(resource, request) != CoapCode.NOT_FOUND;
        if (request.hasIfNoneMatch() && exists) {
            return false;
        }
        return !request.hasIfMatch() || exists && (request.ifMatchesAny() || isCurrent(resource, request));
    }

    /** Whether an If-Match option has the tag of any representation: in the format the request accepts, or one that GET gives. */
    private boolean isCurrent(CoapResource resource, CoapRequest request) {
        if (request.ifMatches(probe)) {
            return true;
        }
        int accept = request.accept();
        boolean current = false;
        for (int i = 0; i < resource.servedFormats() && !current; i++) {
            request.accept(resource.servedFormat(i));
            current = probe(resource, request) == CoapCode.CONTENT && request.ifMatches(probe);
        }
        request.accept(accept);
        return current;
    }

    /** Has the resource say what GET would answer now, for the sake of code and entity-tag. */
    private int probe(CoapResource resource, CoapRequest request) {
        probe.begin(probed, 0, probed.length, request);
        try {
            resource.get(request, probe.code(CoapCode.CONTENT));
        } catch (RuntimeException failure) {
            lastFailure = failure;
            probe.error(CoapCode.INTERNAL_SERVER_ERROR);
        }
        probe.tag();
        return probe.code();
    }

    /**
     * Has the resource handle the request.
     *
     * @return {@link CoapDrop#OK}, or why the response became 5.00
     */
    int perform(CoapResource resource, CoapRequest request, CoapResponse response) {
        try {
            switch (request.method()) {
                case CoapCode.GET -> resource.get(request, response.code(CoapCode.CONTENT));
                case CoapCode.FETCH -> resource.fetch(request, response.code(CoapCode.CONTENT));
                case CoapCode.PUT -> resource.put(request, response.code(CoapCode.CHANGED));
                case CoapCode.POST -> resource.post(request, response.code(CoapCode.CHANGED));
                case CoapCode.PATCH -> resource.patch(request, response.code(CoapCode.CHANGED));
                case CoapCode.IPATCH -> resource.ipatch(request, response.code(CoapCode.CHANGED));
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
        if (response.isLater()) {
            return CoapDrop.OK;
        }
        if (response.isRefusedLater()) {
            return CoapDrop.SEPARATE_RESPONSES_FULL.code;
        }
        if (response.isBehindEnd()) {
            response.error(CoapCode.BAD_REQUEST, BEHIND_END);
            return CoapDrop.OK;
        }
        response.tag();
        if (response.code() == CoapCode.CONTENT && request.hasTagOf(response)) {
            response.validate();
        }
        return CoapDrop.OK;
    }

    /** Asks the resource when an observer is to be told its state; {@link Deadlines#NEVER} if it fails. */
    long notifyInNs(CoapResource resource, Observation observer) {
        try {
            return resource.notifyInNs(observer);
        } catch (RuntimeException failure) {
            lastFailure = failure;
            return Deadlines.NEVER;
        }
    }

    CoapResource at(int place) {
        return table.at(place);
    }

    /** The longest body that one of the resources takes. */
    @Boot
    int maxBodyOctets() {
        int most = BlockOption.MAX_BLOCK_OCTETS;
        for (int place = 0; place < table.size(); place++) {
            most = Math.max(most, table.at(place).bodyOctets());
        }
        return most;
    }

    @Boot
    Optional<RuntimeException> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }
}
