package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Stands for a command of a module that is not on the class path, and says what to add. */
@Command
final class AbsentCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Unmatched
    private List<String> arguments;

    /** Adds it below {@code parent}. */
    static void add(CommandLine parent, String name, String description) {
        CommandLine absent = new CommandLine(new AbsentCommand());
        absent.getCommandSpec().usageMessage().description(description);
        parent.addSubcommand(name, absent);
    }

    @Override
    public Integer call() {
        throw new QwenVlException(
                Kind.UNSUPPORTED,
                spec.qualifiedName().substring(spec.root().name().length() + 1)
                        + ": needs the module qwenvl4j-cli-training, which brings LibTorch; the launcher (./qwenvl) builds it at the "
                        + "first use, another program has to add it to its class path");
    }
}
