package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.cli.io.OutputFile;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.train.data.FileData;
import io.github.qwenvl4j.train.run.Export;
import io.github.qwenvl4j.train.run.TrainingRun;
import io.github.qwenvl4j.train.stage.PresetFile;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qwenvl train}: runs one training stage, from its start or from the newest checkpoint of its run. */
@Command(
        name = "train",
        description = "Runs one training stage in its own folder; resumes an interrupted run.",
        subcommands = {TrainInitCommand.class, TrainExportCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {
            "",
            "Built-in presets: vision-start, language-start, pretrain, multitask, sft (pico's);",
            "paper-pretrain, paper-multitask, paper-sft, official-sft (for --data).",
            "",
            "Examples:",
            "  qwenvl train vision-start --from pico-init --run runs/vision",
            "  qwenvl train official-sft --from Qwen-VL-Chat --run runs/mine --data mine.json --set seed=7",
            "  qwenvl train --run runs/mine",
            "",
            "Ctrl-C finishes the current update, writes a checkpoint and exits with 130."
        })
public final class TrainCommand implements Callable<Integer> {

    private static final int INTERRUPTED = 130;

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

    @Option(
            names = "--data",
            paramLabel = "FILE[:WEIGHT]",
            description = {
                "Fine-tuning data instead of the preset's; repeatable. A weight of 0.3 uses another 30 %% of the file in",
                "every epoch, a weight of 2 all of it twice."
            })
    private List<String> data = List.of();

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Base of relative picture paths (default: the folder of each data file).")
    private Path images;

    @Option(
            names = "--skip-bad",
            description = "Skip and count records that cannot be trained on, instead of refusing.")
    private boolean skipBad;

    @Option(
            names = "--trust-tags",
            description = "Control tokens typed in the data act as such, as in the official script.")
    private boolean trustTags;

    @Option(
            names = "--accept-changes",
            description = "Resume although the preset or the data have changed since the run was begun.")
    private boolean acceptChanges;

    @Option(names = "--estimate", description = "Only print the memory that the run needs; no weight is read.")
    private boolean estimate;

    @Option(names = "--device", paramLabel = "NAME", defaultValue = "cpu", description = "cpu (default) or cuda.")
    private String device;

    @Option(
            names = "--print-every",
            paramLabel = "N",
            defaultValue = "20",
            description = "Updates between progress lines if there is no terminal (default ${DEFAULT-VALUE}).")
    private long printEvery;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (run == null) {
            throw new QwenVlException("give the run's folder with --run DIR");
        }
        new OutputFile(run).requireFolderPossible();
        PresetFile file = PresetFile.open(presetName());
        file = withData(file);
        for (String setting : settings) {
            file = file.set(setting);
        }
        TrainingRun training = new TrainingRun(
                file.preset(), Optional.ofNullable(from).map(Export::checkpoint), run, Device.of(device));
        if (estimate) {
            new EstimateText(training.estimate()).print(spec.commandLine().getOut());
            return ExitCode.OK;
        }
        return train(acceptChanges ? training.acceptingChanges() : training);
    }

    private int train(TrainingRun training) {
        PrintWriter err = spec.commandLine().getErr();
        try (StopRequest stop = new StopRequest()) {
            try (TrainingProgress progress = new TrainingProgress(err, Math.max(1, printEvery))) {
                Path saved = training.run(progress, stop);
                spec.commandLine().getOut().println(saved);
            }
            return stop.getAsBoolean() ? INTERRUPTED : ExitCode.OK;
        }
    }

    private PresetFile withData(PresetFile given) {
        PresetFile file = data.isEmpty()
                ? given
                : given.withData(data.stream().map(FileData.Source::parse).toList());
        if (images != null) {
            file = file.set("data.images=" + images.toAbsolutePath());
        }
        if (skipBad) {
            file = file.set("data.maxBroken=" + Integer.MAX_VALUE);
        }
        return trustTags ? file.set("data.trustTags=true") : file;
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
