package dev.kogame.netstack.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

/** 200 observers of one sensor for a virtual day on a network that loses one message of a hundred. */
class ObserversDayTest {

    private static final long SEED = 7641;
    private static final int OBSERVERS = 200;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long DAY_NS = 24 * 3600 * SECOND_NS;
    private static final long ROUND_TRIP_NS = 20_000_000;

    private static final class Sensor extends CoapResource {

        private int reading;

        Sensor() {
            observable();
        }

        @Override
        protected void get(CoapRequest request, CoapResponse response) {
            response.number(reading);
        }
    }

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Sensor sensor = new Sensor();
    private final CoapServer server = new CoapServer(CoapConfig.defaults()
            .with(CoapConfig.Limit.OBSERVERS, OBSERVERS), 0, new byte[CoapServer.SECRET_OCTETS]);
    private final byte[] out = new byte[1200];
    private final byte[] acknowledgement = {0x60, 0, 0, 0};
    /** What each observer knows, and of which sequence number. */
    private final int[] known = new int[OBSERVERS];
    private final int[] sequence = new int[OBSERVERS];
    private long notifications;
    private long nowNs;

    @Test
    void shouldTellEveryObserverTheLastState() {
        server.add("s", sensor);
        server.start();
        byte[] request = Hex.octets("41 01 0000 aa 60 51 's'");
        for (int host = 0; host < OBSERVERS; host++) {
            assertThat(server.answer(request, 0, request.length, 0, 0xfe80L << 48, host, 5683, false, out, 0,
                    out.length, nowNs)).isPositive();
        }
        assertThat(server.observers()).isEqualTo(OBSERVERS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        live(DAY_NS / 8);
        long before = threads.getCurrentThreadAllocatedBytes();
        live(DAY_NS);
        // HotSpot itself charges some hundred octets now and then.
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).as("allocated").isLessThan(2048);
        for (int burst = 0; burst < 20; burst++) {
            burst();
            assertThat(known).as("seed " + SEED + ", burst " + burst).containsOnly(sensor.reading);
        }
        assertThat(server.observers()).isEqualTo(OBSERVERS);
        assertThat(notifications).isGreaterThan(100_000);
    }

    /** The reading changes now and then, alone or in bursts. */
    private void live(long untilNs) {
        while (nowNs < untilNs) {
            sensor.reading = sensor.reading + 1;
            sensor.changed();
            run(nowNs + (random.nextInt(4) == 0 ? 200_000_000 : 180 * SECOND_NS));
        }
    }

    /** Three changes, of which the last are told in messages that nobody acknowledges, and then none for ten minutes. */
    private void burst() {
        for (int i = 0; i < 3; i++) {
            sensor.reading = sensor.reading + 1;
            sensor.changed();
            run(nowNs + 200_000_000);
        }
        run(nowNs + 600 * SECOND_NS);
    }

    private void run(long untilNs) {
        while (server.dueNs() <= untilNs) {
            nowNs = Math.max(nowNs, server.dueNs());
            int octets = server.next(out, 0, out.length, nowNs);
            if (octets > 0) {
                notifications++;
                deliver(octets);
            }
        }
        nowNs = untilNs;
    }

    private void deliver(int octets) {
        if (random.nextInt(100) == 0) {
            return;
        }
        int host = (int) server.destination().lo;
        int number = 0;
        int payloadAt = octets;
        int observe = 0;
        int option = CoapMessage.optionsAt(out, 0);
        while (CoapMessage.isOption(out, option, octets)) {
            number += CoapOption.delta(out, option);
            observe = number == CoapOption.OBSERVE ? (int) CoapOption.uint(out, option) : observe;
            option = CoapOption.next(out, option);
        }
        payloadAt = option + 1;
        if (observe > sequence[host]) {
            sequence[host] = observe;
            int value = 0;
            for (int i = payloadAt; i < octets; i++) {
                value = 10 * value + out[i] - '0';
            }
            known[host] = value;
        }
        if (CoapMessage.type(out, 0) == CoapMessage.CONFIRMABLE && random.nextInt(100) > 0) {
            acknowledgement[2] = out[2];
            acknowledgement[3] = out[3];
            Endpoint to = server.destination();
            server.answer(acknowledgement, 0, 4, to.interfaceIndex, to.hi, to.lo, to.port, false, out, 0, out.length,
                    nowNs + ROUND_TRIP_NS);
        }
    }
}
