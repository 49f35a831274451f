package dev.kogame.apps.sensor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import com.sun.management.ThreadMXBean;
import dev.kogame.apps.DutyCycle;
import dev.kogame.board.sim.Impairment;
import dev.kogame.board.sim.VirtualCable;
import dev.kogame.board.sim.VirtualClock;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.StackConfig.Limit;
import dev.kogame.netstack.coap.CoapConfig;
import dev.kogame.netstack.coap.CoapDrop;
import dev.kogame.netstack.coap.CoapServer;
import dev.kogame.netstack.sntp.UtcClock;
import org.junit.jupiter.api.Test;

/** A sensor, two real stacks and a cable that loses frames, in virtual time. */
class ManyObserversTest {

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long HOUR_NS = 3600 * SECOND_NS;
    private static final long SENSOR_LO = 0x100;
    private static final int ONE_PERCENT_PPM = 10_000;
    /** One reading in four minutes, so that a day of it is short enough for the build. */
    private static final int PERIOD_SECONDS = 240;

    private final VirtualClock clock = new VirtualClock();
    private final VirtualCable cable = new VirtualCable(7641, 0x02_00_00_00_00_01L, 0x02_00_00_00_00_02L);
    private final NetStack stack = new NetStack(
            StackConfig.defaults().withSeed(1).with(Limit.FRAME_SLOTS, 96).with(Limit.TRANSMIT_QUEUE, 64),
            cable.end(0));
    private final long[] celsius = {21_000};
    private ObservingHosts hosts;
    private Sensor sensor;
    private CoapServer server;
    private DutyCycle cycle;

    private void build(int hostCount, int portsEach, String query, Source source, int periodSeconds) {
        cable.impair(Impairment.NONE.withLossPpm(ONE_PERCENT_PPM).withLatencyNs(500_000));
        stack.addAddress(0, ObservingHosts.PREFIX_HI, SENSOR_LO);
        sensor = new Sensor(source, periodSeconds, 10, "urn:dev:test", UtcClock.UNSET);
        int observers = hostCount * portsEach;
        server = new CoapServer(CoapConfig.defaults().with(CoapConfig.Limit.OBSERVERS, observers)
                .with(CoapConfig.Limit.OBSERVERS_PER_HOST, portsEach), 0, new byte[16]);
        server.add(Sensor.TEMPERATURE_PATH, sensor.temperature());
        server.start(stack.udp(CoapServer.PORT, server));
        hosts = new ObservingHosts(cable.end(1), SENSOR_LO, hostCount, portsEach, query);
        cycle = new DutyCycle(clock, (work, nowNs, deadlineNs) -> {
            if (work == 0) {
                clock.set(Math.max(nowNs + 1, deadlineNs));
            }
        }, () -> {}, sensor, stack, server, hosts);
    }

    private void runTo(long untilNs) {
        cycle.run(untilNs);
    }

    private boolean allHaveTheSensorsState() {
        byte[] state = Double.toString(sensor.tenths() / 10.0).replaceAll("\\.0$", "").getBytes(US_ASCII);
        return hosts.haveAll(state, state.length);
    }

    @Test
    void shouldTell200ObserversEveryStateOfADayWithoutAllocating() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        build(4, 50, "", new SimulatedRoom(1), PERIOD_SECONDS);
        runTo(HOUR_NS / 2 + 50 * SECOND_NS);
        assertThat(server.observers()).isEqualTo(200);
        assertThat(allHaveTheSensorsState()).isTrue();
        long[] allocated = new long[24];
        Set<Integer> told = new HashSet<>();
        for (int hour = 0; hour < 24; hour++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            // 50 s after a reading, when it has come to everybody.
            runTo((hour + 1) * HOUR_NS + HOUR_NS / 2 + 50 * SECOND_NS);
            allocated[hour] = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(allHaveTheSensorsState()).as("hour %d", hour).isTrue();
            told.add(sensor.tenths());
        }
        assertThat(told).as("states").hasSizeGreaterThan(5);
        assertThat(server.observers()).isEqualTo(200);
        assertThat(hosts.notifications()).as("notifications").isGreaterThan(200 * 200);
        assertThat(server.dropped(CoapDrop.SEND_FAILED)).isZero();
        stack.audit();
        hosts.stack().audit();
        // What our code allocates, it allocates in every hour; what HotSpot charges when it throws compiled code away, it does not.
        assertThat(Arrays.stream(allocated).filter(octets -> octets == 0)).as("hours without, of %s",
                Arrays.toString(allocated)).hasSizeGreaterThanOrEqualTo(22);
    }

    /** Sets the temperature, lets the sensor read it and the news go out. */
    private void become(double to) {
        celsius[0] = Math.round(to * 1000);
        runTo((clock.nowNs() / (10 * SECOND_NS) + 1) * 10 * SECOND_NS + 9 * SECOND_NS);
    }

    private void observe(String query) {
        build(1, 1, query, _ -> (int) celsius[0], 10);
        runTo(59 * SECOND_NS);
        assertThat(hosts.state(0)).isEqualTo("21");
    }

    private long heardAfter(double... states) {
        long before = hosts.notifications();
        for (double state : states) {
            become(state);
        }
        return hosts.notifications() - before - hosts.stale();
    }

    @Test
    void shouldTellEveryChangeAndNothingElse() {
        observe("");
        assertThat(heardAfter(21.04, 20.96)).isZero();
        assertThat(heardAfter(21.1, 21.1, 21.3)).isEqualTo(2);
        assertThat(hosts.state(0)).isEqualTo("21.3");
    }

    @Test
    void shouldTellWhatIsAStepAwayFromWhatWasTold() {
        observe("st=0.5");
        assertThat(heardAfter(21.4, 20.6, 21.4)).isZero();
        assertThat(heardAfter(21.5, 21.9, 22.0, 21.6, 21.5)).isEqualTo(3);
        assertThat(hosts.state(0)).isEqualTo("21.5");
    }

    @Test
    void shouldTellWhenAThresholdIsCrossedEitherWay() {
        observe("gt=22");
        assertThat(heardAfter(21.9, 22, 20)).isZero();
        assertThat(heardAfter(22.1, 25, 30, 22.1)).isOne();
        assertThat(heardAfter(22)).isOne();
        assertThat(hosts.state(0)).isEqualTo("22");
    }

    @Test
    void shouldTellWhenItIsColdAndWhenItIsNoMore() {
        observe("lt=19.5");
        assertThat(heardAfter(19.5, 19.4, 10, 19.4, 19.5, 25)).isEqualTo(2);
    }

    @Test
    void shouldNotTellMoreOftenThanWantedButTheLastState() {
        observe("pmin=60");
        long before = hosts.notifications();
        for (int i = 0; i < 18; i++) {
            become(20 + i / 10.0);
        }
        assertThat(hosts.notifications() - before - hosts.stale()).isBetween(2L, 4L);
        runTo(clock.nowNs() + 70 * SECOND_NS);
        assertThat(hosts.state(0)).isEqualTo("21.7");
    }

    @Test
    void shouldTellAtLeastAsOftenAsWanted() {
        observe("pmax=60");
        long before = hosts.notifications();
        runTo(clock.nowNs() + 600 * SECOND_NS);
        assertThat(hosts.notifications() - before - hosts.stale()).isBetween(9L, 10L);
    }
}
