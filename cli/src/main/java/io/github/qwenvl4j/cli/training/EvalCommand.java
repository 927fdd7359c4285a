package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.cli.options.CommandGroup;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import picocli.CommandLine.Command;

/** {@code qwenvl eval}: how good a model is. */
@Command(
        name = "eval",
        description = "Examines a model.",
        subcommands = {EvalScenesCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
public final class EvalCommand extends CommandGroup {}
