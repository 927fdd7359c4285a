package io.github.qwenvl4j.cli.evaluation;

import io.github.qwenvl4j.cli.options.CommandGroup;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import picocli.CommandLine.Command;

/** {@code qwenvl eval}: evaluates a model. */
@Command(
        name = "eval",
        description = "Evaluates a model.",
        subcommands = {EvalScoreCommand.class, EvalScenesCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class)
public final class EvalCommand extends CommandGroup {}
