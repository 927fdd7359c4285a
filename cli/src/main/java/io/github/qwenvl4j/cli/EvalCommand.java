package io.github.qwenvl4j.cli;

import picocli.CommandLine.Command;

/** {@code qwenvl eval}: how good a model is. */
@Command(
        name = "eval",
        description = "Examines a model.",
        subcommands = {EvalScenesCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class)
final class EvalCommand extends CommandGroup {}
