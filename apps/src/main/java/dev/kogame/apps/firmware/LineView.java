package dev.kogame.apps.firmware;

import java.io.PrintStream;

import dev.kogame.apps.Device;
import dev.kogame.apps.View;
import dev.kogame.board.Lamp;
import dev.kogame.board.sim.TerminalLamp;

/** Plain lines, for scripts, files and whoever likes them. With the device's name in front where there are several. */
final class LineView implements View {

    private final PrintStream out;
    private final PrintStream err;
    private final boolean named;

    /** @param named whether lines begin with the name of their device */
    LineView(PrintStream out, PrintStream err, boolean named) {
        this.out = out;
        this.err = err;
        this.named = named;
    }

    @Override
    public Lamp lamp(String device) {
        return new TerminalLamp(out, prefix(device));
    }

    @Override
    public void tell(Device device, String news) {
        out.println(prefix(device.name()) + news);
    }

    @Override
    public void tellOfChip(Device device, String news) {
        err.println(prefix(device.name()) + news);
    }

    private String prefix(String device) {
        return named ? device + ": " : "";
    }
}
