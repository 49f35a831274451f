package dev.kogame.tools.conformance.device;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import dev.kogame.tools.conformance.device.Device.Ability;

/**
 * A command of the person that makes the device do what no frame can ask: {@code CMD reboot}, {@code CMD ping ADDRESS size N},
 * {@code CMD join GROUP}, {@code CMD leave GROUP}, {@code CMD resolve NAME}, {@code CMD link down}, {@code CMD link up}, {@code CMD release},
 * {@code CMD ping-name NAME}, {@code CMD identifiers eui64|stable|temporary}, {@code CMD second-interface ADDRESS|none}. It ends with status
 * 0 when that is done; called as {@code CMD can VERB} it answers with status 0 if it knows the verb, and as {@code CMD can dhcpv6} if the
 * device has a client of DHCPv6.
 */
public final class DeviceCommand implements Verbs {

    private final List<String> words;
    private final Set<Ability> abilities = EnumSet.noneOf(Ability.class);

    /** @param command a program and its first arguments, separated by blanks */
    public DeviceCommand(String command) throws IOException {
        words = List.of(command.strip().split("\\s+"));
        for (Ability ability : EnumSet.complementOf(EnumSet.of(Ability.VIRTUAL_TIME))) {
            if (statusOf(start("can", Verbs.verb(ability))) == 0) {
                abilities.add(ability);
            }
        }
    }

    @Override
    public boolean can(Ability ability) {
        return abilities.contains(ability);
    }

    @Override
    public Errand begin(String... arguments) throws IOException {
        Process process = start(arguments);
        return new Errand() {
            @Override
            public boolean ended() {
                return !process.isAlive();
            }

            @Override
            public String complaint() {
                return process.exitValue() == 0 ? "" : "the device command ended with status " + process.exitValue();
            }
        };
    }

    private Process start(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(words);
        line.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new IOException("the device command cannot be run: " + e.getMessage(), e);
        }
    }

    private static int statusOf(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
            throw new IOException("interrupted while the device command ran", e);
        }
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
