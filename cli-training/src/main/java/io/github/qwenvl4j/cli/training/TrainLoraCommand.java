package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.cli.options.ProgramVersion;
import picocli.CommandLine.Command;

/** {@code qwenvl train lora}. */
@Command(
        name = "lora",
        description = "Trains an adapter (LoRA) beside the weights of a model, which stay as they are.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {"", "Example:", "  qwenvl train lora --data mine.csv --model Qwen-VL-Chat --out runs/mine"})
final class TrainLoraCommand extends FineTuneCommand {}
