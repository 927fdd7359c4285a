package io.github.qwenvl4j.cli.training;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code qwenvl train NAME} for a way of fine-tuning that has the preset of this name. */
abstract class FineTuneCommand implements Callable<Integer> {

    @Mixin
    private FineTuneOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public final Integer call() {
        return options.run(spec.name(), spec);
    }
}
