package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.cli.options.CommandGroup;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import picocli.CommandLine.Command;

/** {@code qwenvl data}: what training reads, made. */
@Command(
        name = "data",
        description = "Makes training data: scenes with known truth, and the vocabulary of their tasks.",
        subcommands = {DataScenesCommand.class, DataVocabularyCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
public final class DataCommand extends CommandGroup {}
