package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.cli.options.ProgramVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code qwenvl train full}. */
@Command(
        name = "full",
        description = "Trains the language model and the resampler themselves.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {"", "Example:", "  qwenvl train full --data mine.csv --model Qwen-VL-Chat --out runs/mine"})
final class TrainFullCommand implements Callable<Integer> {

    @Mixin
    private FineTuneOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return options.run("full", spec);
    }
}
