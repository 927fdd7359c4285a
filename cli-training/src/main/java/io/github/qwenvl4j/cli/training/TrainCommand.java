package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.cli.io.OutputFile;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.train.run.Export;
import io.github.qwenvl4j.train.run.TrainingRun;
import io.github.qwenvl4j.train.stage.PresetFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qwenvl train}: runs one training stage, from its start or from the newest checkpoint of its run. */
@Command(
        name = "train",
        description = "Runs one training stage in its own folder; resumes an interrupted run.",
        subcommands = {
            TrainLoraCommand.class,
            TrainQloraCommand.class,
            TrainFullCommand.class,
            TrainInitCommand.class,
            TrainExportCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {
            "",
            "Built-in presets: vision-start, language-start, pretrain, multitask, sft (pico's);",
            "paper-pretrain, paper-multitask, paper-sft, official-sft (for --data); fine-tuning: lora, qlora, full.",
            "",
            "Examples:",
            "  qwenvl train vision-start --from pico-init --run runs/vision",
            "  qwenvl train official-sft --from Qwen-VL-Chat --run runs/mine --data mine.json --set seed=7",
            "  qwenvl train --run runs/mine",
            "",
            "Ctrl-C finishes the current update, writes a checkpoint and exits with 130."
        })
public final class TrainCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "PRESET|FILE",
            description = "A built-in preset or a preset file (default: the run's preset.json).")
    private String preset;

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description = "Checkpoint or run to start from; not needed to resume a run.")
    private Path from;

    @Option(names = "--run", paramLabel = "DIR", description = "Folder of the run: checkpoints, log, plot.")
    private Path run;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Overrides a value of the preset, such as learningRate.peak=1e-4; repeatable.")
    private List<String> settings = List.of();

    @Mixin
    private DataOptions data;

    @Mixin
    private RunOptions running;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (run == null) {
            throw new QwenVlException("give the run's folder with --run DIR");
        }
        new OutputFile(run).requireFolderPossible();
        PresetFile file = PresetFile.open(presetName());
        file = data.applyTo(file);
        for (String setting : settings) {
            file = file.set(setting);
        }
        return running.run(
                new TrainingRun(
                        file.preset(), Optional.ofNullable(from).map(Export::checkpoint), run, running.device()),
                spec);
    }

    private String presetName() {
        if (preset != null) {
            return preset;
        }
        Path own = run.resolve("preset.json");
        if (!Files.exists(own)) {
            throw new QwenVlException("give a preset: " + String.join(", ", PresetFile.NAMES) + ", or a file");
        }
        return own.toString();
    }
}
