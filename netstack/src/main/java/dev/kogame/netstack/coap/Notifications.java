package dev.kogame.netstack.coap;

/** What observers are told and when: RFC 7641 section 4. Who they are is kept by {@link Observers}. */
final class Notifications {

    /** Observe option of a request, RFC 7641 section 2. */
    private static final int OBSERVE_REGISTER = 0;
    private static final int OBSERVE_DEREGISTER = 1;
    private static final int MAX_SEQUENCE = 0xff_ffff;

    private final RequestLayer requests;
    private final Observers observers;
    private final CoapRequest request = new CoapRequest();
    private final CoapResponse response = new CoapResponse();
    private final Observation observation = new Observation();
    /** The last sequence number: one row for all observers, RFC 7641 section 4.4. */
    private int sequence;

    Notifications(RequestLayer requests, Observers observers) {
        this.requests = requests;
        this.observers = observers;
    }

    /**
     * An answer with the state of a resource may begin an observation, or end it: RFC 7641 section 4.1.
     *
     * @return {@link CoapDrop#OK} or {@link CoapDrop#OBSERVERS_FULL}
     */
    int observe(CoapRequest asked, CoapResponse answer, CoapResource resource, long nowNs) {
        if (asked.observe() == OBSERVE_DEREGISTER) {
            observers.deregister(asked);
        } else if (asked.observe() == OBSERVE_REGISTER && resource.isObservable() && !asked.toMulticast()
                && CoapCode.classOf(answer.code()) == CoapCode.SUCCESS && !answer.isLater()
                && (asked.block2() == BlockOption.ABSENT || BlockOption.num(asked.block2()) == 0)) {
            int number = sequence + 1 & MAX_SEQUENCE;
            if (!observers.register(asked, resource, answer.contentFormat(), number, nowNs)) {
                return CoapDrop.OBSERVERS_FULL.code;
            }
            sequence = number;
            answer.observe(number);
        }
        return CoapDrop.OK;
    }

    /** Whether an Acknowledgement or Reset is for a notification. */
    boolean isEnded(int type, Endpoint from, int id, long nowNs) {
        return type == CoapMessage.ACKNOWLEDGEMENT
                ? observers.acknowledged(from, id, nowNs)
                : observers.reset(from, id);
    }

    /**
     * Writes the next notification that is due.
     *
     * @param id the Message ID if it needs a new one
     * @param to where it goes
     * @return its octets, 0 if nothing is to be said this time, or the negative code of a {@link CoapDrop}
     */
    int next(byte[] out, int outAt, int capacity, int id, Endpoint to, long nowNs) {
        int entry = observers.due(nowNs);
        if (entry == Observers.NONE) {
            return 0;
        }
        boolean again = observers.isUnderWay(entry);
        if (again && !observers.again(entry, nowNs)) {
            return CoapDrop.OBSERVER_SILENT.code;
        }
        request.wrap(observers.requests(), observers.requestAt(entry), observers.requestEnd(entry),
                observers.endpoint(entry), false, nowNs);
        request.readOptions();
        if (!again && !isTurn(entry, nowNs)) {
            return 0;
        }
        response.begin(out, outAt, capacity, request);
        to.set(observers.endpoint(entry));
        return write(entry, again, id, nowNs);
    }

    private boolean isTurn(int entry, long nowNs) {
        if (observers.waitsForHost(entry, nowNs)) {
            return false;
        }
        if (observers.mustBeConfirmed(entry, nowNs)) {
            return true;
        }
        observation.set(request, observers.isChanged(entry), observers.quietNs(entry, nowNs), observers.value(entry));
        long waitNs = requests.notifyInNs(observers.resource(entry), observation);
        if (waitNs > 0) {
            observers.putOff(entry, waitNs, nowNs);
        }
        return waitNs <= 0;
    }

    /** The answer to the observer's request as it is now, RFC 7641 section 4.2. */
    private int write(int entry, boolean again, int id, long nowNs) {
        requests.perform(observers.resource(entry), request, response);
        if (response.code() == CoapCode.CONTENT && response.contentFormat() != observers.contentFormat(entry)) {
            response.error(CoapCode.NOT_ACCEPTABLE);
        }
        boolean last = CoapCode.classOf(response.code()) != CoapCode.SUCCESS;
        boolean same = again && !observers.isChanged(entry) && last == observers.isEnding(entry);
        if (last) {
            observers.ending(entry);
        }
        boolean confirmable = again || observers.isConfirmable(entry, nowNs);
        if (!same) {
            sequence = sequence + 1 & MAX_SEQUENCE;
            if (again) {
                observers.superseded(entry, id, sequence, nowNs);
            } else {
                observers.sent(entry, confirmable, id, sequence, nowNs);
            }
        }
        if (!last) {
            response.observe(observers.sequence(entry));
        }
        return response.finish(confirmable ? CoapMessage.CONFIRMABLE : CoapMessage.NON_CONFIRMABLE,
                observers.messageId(entry));
    }

    long nextDeadlineNs() {
        return observers.nextDeadlineNs();
    }
}
