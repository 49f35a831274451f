package dev.kogame.apps.sensor;

import dev.kogame.board.Duty;
import dev.kogame.board.Thermometer;
import dev.kogame.netstack.coap.CoapResource;
import dev.kogame.netstack.coap.CoapResponse;
import dev.kogame.netstack.coap.ContentFormat;
import dev.kogame.netstack.data.Decimal;
import dev.kogame.netstack.senml.SenmlWriter;
import dev.kogame.netstack.sntp.UtcClock;

/**
 * Looks at a thermometer again and again, and has the readings as resources.
 *
 * <p>A reading bears the monotonic time. Once UTC is known all of them are given in it, also those from before. Until then their times
 * are relative to the last look at the thermometer (RFC 8428 section 4.5.3), and not to the moment of the request: so the
 * representation changes only when a reading does, and a client that fetches it in blocks gets parts of one and the same. One thread.
 */
public final class Sensor implements Duty {

    /** Where the newest reading is found, and those that are kept. */
    public static final String TEMPERATURE_PATH = "temperature";
    public static final String HISTORY_PATH = "history";

    private static final byte[] CELSIUS = CoapResource.utf8("Cel");
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long MILLISECOND_NS = 1_000_000L;
    private static final int MILLI = -3;
    private static final int TENTH = -1;
    private static final int TENTH_MILLI_CELSIUS = 100;
    /** One record of a history in JSON: {"t":-1000000.000,"v":-273.1}, and a comma. */
    private static final int RECORD_OCTETS = 31;
    private static final int FIRST_RECORD_OCTETS = 128;

    private final Source source;
    private final long periodNs;
    private final byte[] name;
    private final UtcClock utc;
    private final Readings readings;
    private final Temperature temperature;
    private final History history;
    private final SenmlWriter senml = new SenmlWriter();
    private final Decimal decimal = new Decimal();
    private long nextNs;
    private long lookedNs;
    private boolean answer;

    /**
     * A sensor that has not looked yet.
     *
     * @param source the thermometer
     * @param periodSeconds between two readings, at least 1
     * @param kept how many readings are kept, at least 1
     * @param name that no other sensor has, RFC 8428 section 4.5.1
     */
    public Sensor(Source source, int periodSeconds, int kept, String name, UtcClock utc) {
        if (periodSeconds < 1 || kept < 1) {
            throw new IllegalArgumentException("a period of " + periodSeconds + " s and " + kept
                    + " readings kept make no sensor: give at least 1 of both");
        }
        this.source = source;
        this.periodNs = periodSeconds * SECOND_NS;
        this.name = CoapResource.utf8(name);
        this.utc = utc;
        readings = new Readings(kept);
        temperature = new Temperature(this);
        history = new History(this, FIRST_RECORD_OCTETS + kept * RECORD_OCTETS);
    }

    /** The resource for {@link #TEMPERATURE_PATH}. */
    public CoapResource temperature() {
        return temperature;
    }

    /** The resource for {@link #HISTORY_PATH}. */
    public CoapResource history() {
        return history;
    }

    /** Looks at the thermometer, if it is time to. */
    @Override
    public int poll(long nowNs, int budget) {
        if (nowNs < nextNs) {
            return 0;
        }
        // Late once is not late for ever.
        nextNs = nowNs - nextNs < periodNs ? nextNs + periodNs : nowNs + periodNs;
        look(nowNs);
        return 1;
    }

    @Override
    public long nextDeadlineNs() {
        return nextNs;
    }

    private void look(long nowNs) {
        int milliCelsius = source.milliCelsius(nowNs);
        boolean changed = answer != (milliCelsius != Thermometer.NO_ANSWER);
        lookedNs = nowNs;
        answer = milliCelsius != Thermometer.NO_ANSWER;
        if (answer) {
            int tenths = Math.floorDiv(milliCelsius + TENTH_MILLI_CELSIUS / 2, TENTH_MILLI_CELSIUS);
            changed |= tenths != tenths();
            readings.add(nowNs, tenths);
        }
        if (changed) {
            temperature.changed();
        }
    }

    /** Whether the thermometer answered when it was last asked. */
    public boolean hasAnswer() {
        return answer;
    }

    /** How many readings are kept now. */
    public int readings() {
        return readings.size();
    }

    /** The newest reading in tenths of a degree Celsius; 0 before the first. */
    public int tenths() {
        return readings.size() == 0 ? 0 : readings.tenths(readings.size() - 1);
    }

    /** The newest reading for a person. */
    public String text() {
        return answer ? tenths() / 10.0 + " \u00b0C" : "no answer";
    }

    long periodSeconds() {
        return periodNs / SECOND_NS;
    }

    void writeNewest(int accept, CoapResponse response) {
        if (accept == ContentFormat.TEXT_PLAIN) {
            response.contentFormat(ContentFormat.TEXT_PLAIN);
            decimal.write(tenths(), TENTH, response);
            return;
        }
        begin(accept, response, 1);
        int newest = readings.size() - 1;
        senml.name(name).unit(CELSIUS).value(readings.tenths(newest), TENTH);
        if (utc.isSet()) {
            senml.time(utcMs(readings.atNs(newest)), MILLI);
        }
        senml.record().end();
    }

    /** Times are told from the last look, which is the base time if it is known. */
    void writeAll(int accept, CoapResponse response) {
        int count = readings.size();
        begin(accept, response, count);
        for (int i = 0; i < count; i++) {
            if (i == 0) {
                senml.baseName(name).baseUnit(CELSIUS);
                if (utc.isSet()) {
                    senml.baseTime(utcMs(lookedNs), MILLI);
                }
            }
            long agoMs = (lookedNs - readings.atNs(i)) / MILLISECOND_NS;
            senml.time(-agoMs, MILLI).value(readings.tenths(i), TENTH).record();
        }
        senml.end();
    }

    private void begin(int accept, CoapResponse response, int records) {
        if (accept == ContentFormat.SENML_CBOR) {
            senml.beginCbor(response.contentFormat(ContentFormat.SENML_CBOR), records);
        } else {
            senml.beginJson(response.contentFormat(ContentFormat.SENML_JSON), records);
        }
    }

    private long utcMs(long atNs) {
        return utc.utcNs(atNs) / MILLISECOND_NS;
    }
}
