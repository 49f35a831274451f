package dev.kogame.tools;

import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(name = "kogame", mixinStandardHelpOptions = true)
public final class Kogame implements Runnable {
    public void run() {
        System.out.println("hi");
    }
    public static void main(String[] args) {
        System.exit(new CommandLine(new Kogame()).execute(args));
    }
}
