package dev.kogame.netstack.coap;

/**
 * One observer of a resource, as {@link CoapResource#notifyInNs} sees it. Borrowed until that method returns; allocates nothing.
 */
public final class Observation {

    private CoapRequest request = new CoapRequest();
    private boolean changed;
    private long quietNs;
    private long value;

    Observation() {
    }

    void set(CoapRequest registration, boolean hasChanged, long sinceLastNs, long lastValue) {
        request = registration;
        changed = hasChanged;
        quietNs = sinceLastNs;
        value = lastValue;
    }

    /** The request that began it, without its payload unless it was a FETCH: its queries may say when to be notified. */
    public CoapRequest request() {
        return request;
    }

    /** Whether {@link CoapResource#changed} was called since the observer was last told the state. */
    public boolean isChanged() {
        return changed;
    }

    /** How long ago the observer was last told the state. */
    public long quietNs() {
        return quietNs;
    }

    /** What {@link CoapResource#observedValue} was when the observer was last told the state. */
    public long value() {
        return value;
    }
}
