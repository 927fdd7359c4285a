package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.cli.options.ProgramVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code qwenvl train qlora}. */
@Command(
        name = "qlora",
        description = "Trains an adapter beside the int4 weights (GPTQ) of a model: Q-LoRA.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {"", "Example:", "  qwenvl train qlora --data mine.csv --model Qwen-VL-Chat-Int4 --out runs/mine"})
final class TrainQloraCommand implements Callable<Integer> {

    @Mixin
    private FineTuneOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return options.run("qlora", spec);
    }
}
