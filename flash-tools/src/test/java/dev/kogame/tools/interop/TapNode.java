package dev.kogame.tools.interop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import dev.kogame.apps.DutyCycle;
import dev.kogame.board.Deadlines;
import dev.kogame.board.Duty;
import dev.kogame.board.EthernetPort;
import dev.kogame.board.linux.PollIdle;
import dev.kogame.board.linux.Tap;
import dev.kogame.enc28j60.Enc28j60;
import dev.kogame.enc28j60.Enc28j60Config;
import dev.kogame.enc28j60.chip.Enc28j60Chip;
import dev.kogame.netstack.NetStack;
import dev.kogame.netstack.StackConfig;
import dev.kogame.netstack.nd.AddressState;
import dev.kogame.netstack.wire.Ipv6Address;

/** Kogame's stack on a TAP whose datagrams may be lost, with or without the model of the chip and its driver between them. */
final class TapNode implements AutoCloseable {

    static final long MAC = 0x02_4b_6f_67_61_01L;
    private static final long SEED = 20;

    private final Tap tap;
    private final LossyPort cable;
    private final NetStack stack;
    private boolean reachable;
    private final List<Duty> duties = new ArrayList<>();

    private TapNode(Tap tap, String board) {
        this.tap = tap;
        cable = new LossyPort(tap, SEED);
        EthernetPort port = cable;
        if (board.equals("sim")) {
            Enc28j60Chip chip = new Enc28j60Chip(cable);
            duties.add(chip);
            port = new Enc28j60(chip, chip, Enc28j60Config.halfDuplex(MAC));
        }
        stack = new NetStack(StackConfig.defaults(), port);
        stack.onAddressChange((_, hi, lo, state) -> {
            if (state == AddressState.PREFERRED) {
                reachable = true;
                System.out.println("address " + Ipv6Address.text(hi, lo) + " preferred");
            }
        });
        duties.add(stack);
    }

    /** @param board {@code host} or {@code sim} */
    static TapNode open(String tapName, String board) throws IOException {
        return new TapNode(Tap.open(tapName, MAC), board);
    }

    LossyPort cable() {
        return cable;
    }

    NetStack stack() {
        return stack;
    }

    /** Whether it has an address it may use. */
    boolean isReachable() {
        return reachable;
    }

    /** Gives something a turn behind the stack's. */
    void add(Duty duty) {
        duties.add(duty);
    }

    /** Runs until the process ends. */
    void run() {
        new DutyCycle(System::nanoTime, new PollIdle(tap), () -> {}, duties.toArray(Duty[]::new)).run(Deadlines.NEVER);
    }

    @Override
    public void close() throws IOException {
        tap.close();
    }
}
