package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.cli.options.ProgramVersion;
import picocli.CommandLine.Command;

/** {@code qwenvl train full}. */
@Command(
        name = "full",
        description = "Trains the language model and the resampler themselves.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {"", "Example:", "  qwenvl train full --data mine.csv --model Qwen-VL-Chat --out runs/mine"})
final class TrainFullCommand extends FineTuneCommand {}
