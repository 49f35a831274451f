package dev.kogame.apps.sensor;

import static dev.kogame.netstack.coap.CoapResource.utf8;

import dev.kogame.board.Deadlines;
import dev.kogame.netstack.coap.CoapRequest;
import dev.kogame.netstack.coap.Observation;

/**
 * When an observer wants to be told, by the query of its request: the attributes of draft-ietf-core-dynlink-14 section 3.
 *
 * <p>{@code pmin} and {@code pmax} are the least and the most seconds between two notifications; {@code gt} and {@code lt} a temperature
 * that is told when it is crossed, in either direction; {@code st} how far it must be from what was told last. Of several conditions one
 * will do; without any, every change is told. Allocates nothing.
 */
final class Conditions {

    private static final byte[] PMIN = utf8("pmin=");
    private static final byte[] PMAX = utf8("pmax=");
    private static final byte[] GT = utf8("gt=");
    private static final byte[] LT = utf8("lt=");
    private static final byte[] ST = utf8("st=");

    private static final long SECOND_NS = 1_000_000_000L;
    private static final int MAX_SECONDS = 1_000_000;
    private static final int TENTHS = 1;

    private Conditions() {
    }

    /** Whether a request's conditions make sense; one that has none does. */
    static boolean areSound(CoapRequest request) {
        int pmin = request.queryNumber(PMIN, MAX_SECONDS);
        int pmax = request.queryNumber(PMAX, MAX_SECONDS);
        boolean periods = (pmin != CoapRequest.NO_NUMBER || !request.hasQueryKey(PMIN))
                && (pmax > 0 && pmax >= pmin || !request.hasQueryKey(PMAX));
        return periods && isSound(request, GT) && isSound(request, LT) && isSound(request, ST)
                && (step(request) > 0 || !request.hasQueryKey(ST));
    }

    private static boolean isSound(CoapRequest request, byte[] key) {
        return request.queryDecimal(key, TENTHS) != CoapRequest.NO_DECIMAL || !request.hasQueryKey(key);
    }

    private static long step(CoapRequest request) {
        return request.queryDecimal(ST, TENTHS);
    }

    /** In how many nanoseconds an observer is to be told a temperature, if it stays as it is. */
    static long notifyInNs(Observation observer, int tenths) {
        CoapRequest request = observer.request();
        if (isWanted(observer, request, tenths)) {
            int pmin = Math.max(0, request.queryNumber(PMIN, MAX_SECONDS));
            return Math.max(0, pmin * SECOND_NS - observer.quietNs());
        }
        int pmax = request.queryNumber(PMAX, MAX_SECONDS);
        return pmax == CoapRequest.NO_NUMBER ? Deadlines.NEVER : Math.max(0, pmax * SECOND_NS - observer.quietNs());
    }

    private static boolean isWanted(Observation observer, CoapRequest request, int tenths) {
        long above = request.queryDecimal(GT, TENTHS);
        long below = request.queryDecimal(LT, TENTHS);
        long step = step(request);
        long told = observer.value();
        if (above == CoapRequest.NO_DECIMAL && below == CoapRequest.NO_DECIMAL && step == CoapRequest.NO_DECIMAL) {
            return observer.isChanged() && tenths != told;
        }
        return above != CoapRequest.NO_DECIMAL && told > above != tenths > above
                || below != CoapRequest.NO_DECIMAL && told < below != tenths < below
                || step != CoapRequest.NO_DECIMAL && Math.abs(tenths - told) >= step;
    }
}
