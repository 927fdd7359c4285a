package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.cli.options.CommandGroup;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import picocli.CommandLine.Command;

/** {@code qwenvl data}: checks and generates training data. */
@Command(
        name = "data",
        description =
                "Checks training data; generates synthetic scenes, pictures of everyday things, and vocabularies.",
        subcommands = {
            DataCheckCommand.class,
            DataScenesCommand.class,
            DataThingsCommand.class,
            DataVocabularyCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
public final class DataCommand extends CommandGroup {}
