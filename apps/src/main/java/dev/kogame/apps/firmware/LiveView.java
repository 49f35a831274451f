package dev.kogame.apps.firmware;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Collectors;

import dev.kogame.apps.Device;
import dev.kogame.apps.Household;
import dev.kogame.apps.View;
import dev.kogame.board.Duty;
import dev.kogame.board.Lamp;
import dev.kogame.netstack.link.Counters;

/**
 * A view on a terminal that is kept up to date: above two lines for each device, below the news, which scroll. Keys go to the apps
 * that take them. Drawn with the escape sequences of ECMA-48 and the DEC VT100, which every terminal of today knows; a line that is
 * longer than the terminal is wide is cut off there.
 *
 * <p>On the devices' thread, except that keys come from one of their own. Allocates.
 */
final class LiveView implements View, Duty {

    private static final long REFRESH_NS = 250_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int FULL_PERCENT = 100;
    private static final int KEYS_WAITING = 16;
    private static final char QUIT = 'q';

    private static final String ESCAPE = "\u001b";
    private static final String CLEAR = ESCAPE + "[2J";
    private static final String TO_LINE = ESCAPE + "[%d;1H";
    private static final String CLEAR_LINE = ESCAPE + "[K";
    private static final String SCROLL_BELOW = ESCAPE + "[%d;r";
    private static final String SCROLL_ALL = ESCAPE + "[r";
    private static final String SAVE_CURSOR = ESCAPE + "7";
    private static final String RESTORE_CURSOR = ESCAPE + "8";
    private static final String CURSOR_OFF = ESCAPE + "[?25l";
    private static final String CURSOR_ON = ESCAPE + "[?25h";
    private static final String CUT_LINES = ESCAPE + "[?7l";
    private static final String WRAP_LINES = ESCAPE + "[?7h";
    private static final String LAST_LINE = ESCAPE + "[999;1H";

    private final PrintStream out;
    private final String on;
    private final String off;
    private final Map<String, ShownLamp> lamps = new HashMap<>();
    private final List<String> drawn = new ArrayList<>();
    private final BlockingQueue<Character> keys = new ArrayBlockingQueue<>(KEYS_WAITING);
    private Household household;
    private Terminal terminal;
    private int nameWidth;
    private long nextNs;

    /** A lamp whose level is a part of its device's line; only going on and off is news. */
    private final class ShownLamp implements Lamp {
        private final String device;
        private int percent = -1;

        ShownLamp(String device) {
            this.device = device;
        }

        @Override
        public void level(int level) {
            if (level < 0 || level > FULL_PERCENT) {
                throw new IllegalArgumentException("a lamp has no level of " + level + " %: give 0 to " + FULL_PERCENT);
            }
            boolean news = percent >= 0 && level > 0 != percent > 0;
            percent = level;
            if (news) {
                event(device, "lamp " + (level > 0 ? "on" : "off"));
            }
        }

        String text() {
            return percent < 0 ? "" : percent == 0 ? off + " off" : on + " " + percent + " %";
        }
    }

    LiveView(PrintStream out) {
        this.out = out;
        boolean canDraw = out.charset().newEncoder().canEncode("●○");
        on = canDraw ? "●" : "(*)";
        off = canDraw ? "○" : "( )";
    }

    @Override
    public Lamp lamp(String device) {
        return lamps.computeIfAbsent(device, ShownLamp::new);
    }

    @Override
    public void tell(Device device, String news) {
        event(device.name(), news);
    }

    @Override
    public void tellOfChip(Device device, String news) {
        event(device.name(), news);
    }

    /**
     * Takes the terminal; before the devices run.
     *
     * @throws IOException if there is none; the message says what to do
     */
    void begin(Household devices) throws IOException {
        household = devices;
        terminal = Terminal.takeKeys();
        nameWidth = devices.devices().stream().mapToInt(device -> device.name().length()).max().orElse(0);
        int lines = lines(0).size();
        out.print(CLEAR + CURSOR_OFF + CUT_LINES + SCROLL_BELOW.formatted(lines + 1) + TO_LINE.formatted(lines + 1));
        devices.add(this);
        Thread.ofPlatform().daemon().name("keys").start(this::readKeys);
    }

    /** Gives the terminal back; what was drawn last stays on it. */
    void end() {
        if (terminal == null) {
            return;
        }
        out.print(SCROLL_ALL + WRAP_LINES + CURSOR_ON + LAST_LINE + System.lineSeparator());
        out.flush();
        try {
            terminal.close();
        } catch (IOException e) {
            out.println("the terminal could not be set back: type reset");
        }
    }

    private void readKeys() {
        try {
            for (int key = System.in.read(); key >= 0; key = System.in.read()) {
                keys.offer((char) key);
                household.wake();
            }
        } catch (IOException theTerminalIsGone) {
            // So is whoever pressed keys; the devices go on.
            return;
        }
    }

    private void event(String device, String news) {
        out.print(pad(device) + "  " + news + System.lineSeparator());
        out.flush();
    }

    @Override
    public int poll(long nowNs, int budget) {
        int work = 0;
        for (Character key = keys.poll(); key != null; key = keys.poll()) {
            work++;
            pressed(key, nowNs);
        }
        if (work > 0 || nowNs >= nextNs) {
            nextNs = nowNs + REFRESH_NS;
            draw(nowNs);
        }
        return work;
    }

    @Override
    public long nextDeadlineNs() {
        return nextNs;
    }

    private void pressed(char key, long nowNs) {
        boolean taken = false;
        for (Device device : household.devices()) {
            taken |= device.press(key, nowNs);
        }
        if (!taken && key == QUIT) {
            household.stop();
        }
    }

    /** Only lines that changed. */
    private void draw(long nowNs) {
        List<String> lines = lines(nowNs);
        StringBuilder changes = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            if (i >= drawn.size() || !lines.get(i).equals(drawn.get(i))) {
                changes.append(TO_LINE.formatted(i + 1)).append(lines.get(i)).append(CLEAR_LINE);
            }
        }
        drawn.clear();
        drawn.addAll(lines);
        if (!changes.isEmpty()) {
            out.print(SAVE_CURSOR + changes + RESTORE_CURSOR);
            out.flush();
        }
    }

    private List<String> lines(long nowNs) {
        List<String> lines = new ArrayList<>();
        long seconds = nowNs / SECOND_NS;
        lines.add("kogame  %d devices  %02d:%02d:%02d  %s".formatted(household.devices().size(), seconds / 3600,
                seconds / 60 % 60, seconds % 60, keysHelp()));
        for (Device device : household.devices()) {
            lines.add(pad(device.name()) + "  " + state(device));
            lines.add(pad("") + "  " + addresses(device, nowNs));
        }
        lines.add("");
        return lines;
    }

    private String keysHelp() {
        return household.devices().stream().filter(device -> !device.keysHelp().isEmpty())
                .map(device -> device.name() + ": " + device.keysHelp() + "  ").collect(Collectors.joining())
                + QUIT + " quits";
    }

    private String state(Device device) {
        Counters counters = device.stack().counters(0);
        String lamp = Optional.ofNullable(lamps.get(device.name())).map(ShownLamp::text).orElse("");
        String status = (lamp + " " + device.status()).strip();
        return String.format(Locale.ROOT, "%-16s in %d out %d drops %d  %s", status, counters.receivedFrames(),
                counters.sentFrames(), counters.drops(), device.uri());
    }

    /** The first word of each line of the report. */
    private static String addresses(Device device, long nowNs) {
        return device.stack().report().addresses(nowNs).lines().map(line -> line.split(" ")[0])
                .collect(Collectors.joining(" "));
    }

    private String pad(String name) {
        return name + " ".repeat(nameWidth - name.length());
    }
}
