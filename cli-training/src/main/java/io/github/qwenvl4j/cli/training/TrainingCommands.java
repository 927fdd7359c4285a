package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.cli.options.CommandModule;
import picocli.CommandLine;

/** What the module adds to the program: everything that needs LibTorch or the synthetic scenes. */
public final class TrainingCommands implements CommandModule {

    @Override
    public void addTo(CommandLine program) {
        program.addSubcommand(new TrainCommand());
        program.addSubcommand(new DataCommand());
        program.addSubcommand(new MergeCommand());
        CommandLine eval = program.getSubcommands().get("eval");
        eval.addSubcommand(new EvalScenesCommand());
        eval.addSubcommand(new EvalThingsCommand());
        eval.addSubcommand(new EvalCalibrationCommand());
    }
}
