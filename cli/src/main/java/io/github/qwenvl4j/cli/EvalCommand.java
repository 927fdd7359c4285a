package io.github.qwenvl4j.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code qwenvl eval}: how good a model is. */
@Command(
        name = "eval",
        description = "Examines a model.",
        subcommands = {EvalScenesCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class)
final class EvalCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing required subcommand: scenes");
    }
}
