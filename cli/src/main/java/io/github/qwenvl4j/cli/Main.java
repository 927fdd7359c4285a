package io.github.qwenvl4j.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code qwenvl} command. */
@Command(name = "qwenvl", mixinStandardHelpOptions = true)
public final class Main implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
