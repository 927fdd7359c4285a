package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.cli.options.ProgramVersion;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code qwenvl train lora}. */
@Command(
        name = "lora",
        description = "Trains an adapter (LoRA) beside the weights of a model, which stay as they are.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {"", "Example:", "  qwenvl train lora --data mine.csv --model Qwen-VL-Chat --out runs/mine"})
final class TrainLoraCommand implements Callable<Integer> {

    @Mixin
    private FineTuneOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        return options.run("lora", spec);
    }
}
