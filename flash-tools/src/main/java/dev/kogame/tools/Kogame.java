package dev.kogame.tools;

import java.io.PrintWriter;

import dev.kogame.tools.conformance.ConformanceCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. */
@Command(name = "kogame", mixinStandardHelpOptions = true, version = "kogame 0.1.0", synopsisSubcommandLabel = "COMMAND", description = "An IPv6 stack that a Java program carries with it onto a small board.", subcommands = {
        RunCommand.class,
        BenchCommand.class,
        ConformanceCommand.class}, footer = "%nWith KOGAME_JAVA_OPTS=-Dkogame.trace in the environment an error shows its stack trace.")
public final class Kogame implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private Kogame() {
    }

    /** Runs a command and ends the process: 0 if all went well, 1 if running failed, 2 if it was asked for wrongly. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Kogame()).setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Kogame::refuse)
                .setExecutionExceptionHandler((failure, command, _) -> fail(failure, command));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "nothing to do: name a command, such as run");
    }

    private static int refuse(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        say(command, sentenceOf(wrong) + " (see " + command.getCommandSpec().qualifiedName() + " --help)", wrong);
        return ExitCode.USAGE;
    }

    private static int fail(Throwable failure, CommandLine command) {
        say(command, sentence(failure), failure);
        return ExitCode.SOFTWARE;
    }

    private static String sentenceOf(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        if (wrong instanceof UnmatchedArgumentException unmatched && !command.getSubcommands().isEmpty()
                && !unmatched.isUnknownOption()) {
            return "unknown command '" + unmatched.getUnmatched().getFirst() + "': there is "
                    + String.join(", ", command.getSubcommands().keySet());
        }
        return sentence(wrong);
    }

    private static String sentence(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.replaceAll("\\R+", " ");
    }

    private static void say(CommandLine command, String sentence, Throwable failure) {
        PrintWriter err = command.getErr();
        err.println("kogame: " + sentence);
        if (Boolean.getBoolean("kogame.trace") || "".equals(System.getProperty("kogame.trace"))) {
            failure.printStackTrace(err);
        }
        err.flush();
    }
}
