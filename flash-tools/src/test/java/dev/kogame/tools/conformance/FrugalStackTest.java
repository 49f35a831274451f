package dev.kogame.tools.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

import com.sun.management.ThreadMXBean;
import dev.kogame.netstack.NetStack;
import dev.kogame.tools.conformance.cases.Cases;
import dev.kogame.tools.conformance.device.StackDevice;
import dev.kogame.tools.conformance.script.Case;
import dev.kogame.tools.conformance.script.Runner;
import org.junit.jupiter.api.Test;

/** Whatever the conformance cases send, the stack answers it, and sits out its timers, without allocating an octet. */
class FrugalStackTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Counts the octets that the polls of its stack allocate, with what they call of the port. */
    private static final class Meter extends StackDevice {

        private long octets;
        private long polls;

        @Override
        protected int poll(NetStack its, long atNs) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            int work = super.poll(its, atNs);
            octets += THREADS.getCurrentThreadAllocatedBytes() - before;
            polls++;
            return work;
        }
    }

    private static Meter measured(Case row) throws IOException {
        Meter meter = new Meter();
        Runner.run(row, meter);
        return meter;
    }

    @Test
    void shouldAllocateNothingInAnyCase() throws IOException {
        List<Case> rows = Cases.all().stream().filter(row -> row.script() != null).toList();
        List<String> allocating = new ArrayList<>();
        long polls = 0;
        for (Case row : rows) {
            Meter first = measured(row);
            // What a class takes when it is used first, or the JVM when it compiles code anew, comes once.
            Meter least = first.octets == 0 ? first : measured(row);
            least = least.octets == 0 ? least : measured(row);
            if (least.octets != 0) {
                allocating.add(row.id() + " " + least.octets + " octets");
            }
            polls += least.polls;
        }
        assertThat(allocating).isEmpty();
        assertThat(polls).as("polls measured").isGreaterThan(20_000);
    }
}
