package dev.kogame.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a terminal shows after a recording, as far as the live view uses one: lines that stand, written anew by line number, and news,
 * which scroll below them.
 *
 * @param standing the lines that stand, as they are now
 * @param everStanding all that ever stood there, in order
 * @param news the lines that scrolled
 * @param restored whether the terminal was given back: everything scrolls, the cursor is seen, lines wrap
 */
record Screen(List<String> standing, List<String> everStanding, List<String> news, boolean restored) {

    private static final Pattern SEQUENCE = Pattern
            .compile("\u001b(?:\\[(?<parameters>[?0-9;]*)(?<command>[A-Za-z])|(?<cursor>[78]))");

    /** Reads a recording from its first octet. */
    static Screen of(String recording) {
        Reader reader = new Reader();
        Matcher sequences = SEQUENCE.matcher(recording);
        int at = 0;
        while (sequences.find()) {
            reader.text(recording.substring(at, sequences.start()));
            at = sequences.end();
            if (sequences.group("cursor") != null) {
                reader.cursor(sequences.group("cursor").equals("7"));
            } else {
                reader.command(sequences.group("parameters"), sequences.group("command").charAt(0));
            }
        }
        reader.text(recording.substring(at));
        return new Screen(reader.standing, reader.everStanding, reader.news(), reader.restored());
    }

    /** The line that stands for a device, and the one under it. */
    String device(String name) {
        for (int i = 0; i < standing.size(); i++) {
            if (standing.get(i).startsWith(name + " ")) {
                return standing.get(i) + standing.get(i + 1);
            }
        }
        return "";
    }

    /** The first of the news that begins so. */
    Optional<String> news(String beginning) {
        return news.stream().filter(line -> line.startsWith(beginning)).findFirst();
    }

    @Override
    public String toString() {
        return String.join("\n", standing) + "\n--- news\n" + String.join("\n", news);
    }

    /** The terminal. */
    private static final class Reader {
        private final List<String> standing = new ArrayList<>();
        private final List<String> everStanding = new ArrayList<>();
        private final StringBuilder scrolled = new StringBuilder();
        private int scrollFrom = 1;
        private int line = 1;
        private int saved = 1;
        private boolean cursorSeen = true;
        private boolean wraps = true;

        void text(String text) {
            if (text.isEmpty()) {
                return;
            }
            if (line >= scrollFrom) {
                scrolled.append(text);
                return;
            }
            while (standing.size() < line) {
                standing.add("");
            }
            standing.set(line - 1, text);
            everStanding.add(text);
        }

        void cursor(boolean save) {
            if (save) {
                saved = line;
            } else {
                line = saved;
            }
        }

        void command(String parameters, char command) {
            switch (command) {
                case 'H' -> line = parameters.isEmpty() ? 1 : Integer.parseInt(parameters.split(";")[0]);
                case 'r' -> scrollFrom = parameters.isEmpty() ? 1 : Integer.parseInt(parameters.split(";")[0]);
                case 'h', 'l' -> mode(parameters, command == 'h');
                case 'K', 'J' -> {
                    // What is written over is the whole line.
                }
                default -> throw new AssertionError("the live view uses no ESC [ " + parameters + command);
            }
        }

        private void mode(String parameter, boolean on) {
            if (parameter.equals("?25")) {
                cursorSeen = on;
            } else if (parameter.equals("?7")) {
                wraps = on;
            }
        }

        List<String> news() {
            return scrolled.toString().lines().map(String::stripTrailing).toList();
        }

        boolean restored() {
            return scrollFrom == 1 && cursorSeen && wraps;
        }
    }
}
