package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.cli.options.ProgramVersion;
import picocli.CommandLine.Command;

/** {@code qwenvl train qlora}. */
@Command(
        name = "qlora",
        description = "Trains an adapter beside the int4 weights (GPTQ) of a model: Q-LoRA.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {"", "Example:", "  qwenvl train qlora --data mine.csv --model Qwen-VL-Chat-Int4 --out runs/mine"})
final class TrainQloraCommand extends FineTuneCommand {}
