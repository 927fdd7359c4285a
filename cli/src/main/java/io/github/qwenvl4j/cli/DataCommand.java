package io.github.qwenvl4j.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code qwenvl data}: what training reads, made. */
@Command(
        name = "data",
        description = "Makes training data: scenes with known truth, and the vocabulary of their tasks.",
        subcommands = {DataScenesCommand.class, DataVocabularyCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class)
final class DataCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing required subcommand: scenes or vocabulary");
    }
}
