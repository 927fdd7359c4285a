package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.cli.options.CommandModule;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine;

/** Adds the commands of other modules to the program, and where training is absent, commands that say so. */
final class Modules {

    private Modules() {}

    static void addTo(CommandLine program) {
        List<CommandModule> found = ServiceLoader.load(CommandModule.class, Modules.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        found.forEach(module -> module.addTo(program));
        if (found.isEmpty()) {
            addAbsentTraining(program);
        }
    }

    private static void addAbsentTraining(CommandLine program) {
        AbsentCommand.add(program, "train", "Trains and fine-tunes a model (brings LibTorch).");
        AbsentCommand.add(program, "data", "Checks and makes training data (comes with training).");
        AbsentCommand.add(program, "merge", "Adds an adapter to the weights of its model (comes with training).");
        CommandLine eval = program.getSubcommands().get("eval");
        AbsentCommand.add(eval, "scenes", "Asks questions about held-out scenes (comes with training).");
        AbsentCommand.add(eval, "things", "Asks an exam about everyday things (comes with training).");
        AbsentCommand.add(eval, "calibration", "Whether probabilities are what they say (comes with training).");
    }
}
