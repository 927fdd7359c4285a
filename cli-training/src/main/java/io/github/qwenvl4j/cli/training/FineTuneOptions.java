package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.cli.io.OutputFile;
import io.github.qwenvl4j.cli.options.ModelOption;
import io.github.qwenvl4j.train.run.TrainingRun;
import io.github.qwenvl4j.train.stage.PresetFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of {@code train lora}, {@code qlora} and {@code full}. */
final class FineTuneOptions {

    @Mixin
    private DataOptions data;

    @Mixin
    private ModelOption model;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Folder of the run; resumes what is in it.")
    private Path out;

    @Option(
            names = "--preset",
            paramLabel = "PRESET|FILE",
            description =
                    "Where the values come from: the command's own (default), its official-* one, or a preset file.")
    private String preset;

    @Option(names = "--steps", paramLabel = "N", description = "Number of updates.")
    private Long steps;

    @Option(names = "--epochs", paramLabel = "N", description = "Number of passes over the data.")
    private Double epochs;

    @Option(names = "--rate", paramLabel = "X", description = "Peak learning rate.")
    private Double rate;

    @Option(names = "--adapter-rank", paramLabel = "R", description = "Rank of an adapter.")
    private Integer rank;

    @Option(names = "--alpha", paramLabel = "X", description = "An adapter is multiplied by alpha / rank.")
    private Double alpha;

    @Option(names = "--rows", paramLabel = "N", description = "Rows per batch.")
    private Integer rows;

    @Option(names = "--accumulation", paramLabel = "N", description = "Batches per update.")
    private Integer accumulation;

    @Option(names = "--max-length", paramLabel = "N", description = "Maximum length of a row in ids.")
    private Integer maxLength;

    @Option(names = "--eval-data", paramLabel = "FILE", description = "Data whose loss is reported at intervals.")
    private Path evalData;

    @Option(names = "--eval-every", paramLabel = "N", description = "Updates between these losses (default: 50).")
    private Long evalEvery;

    @Option(
            names = "--early-stop",
            paramLabel = "N",
            description = "End after N losses on --eval-data that were not the lowest.")
    private Integer patience;

    @Option(names = "--keep", paramLabel = "N", description = "Newest checkpoints that are kept (default: 2).")
    private Integer keep;

    @Option(
            names = "--keep-best",
            paramLabel = "N",
            description = "Checkpoints with the lowest losses on --eval-data that are kept (default: 1).")
    private Integer keepBest;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Overrides any value of the preset, such as adapter.dropout=0; repeatable.")
    private List<String> settings = List.of();

    @Mixin
    private RunOptions running;

    /**
     * @param own the preset of the command
     * @return the exit code
     */
    int run(String own, CommandSpec spec) {
        if (steps != null && epochs != null) {
            throw new QwenVlException("--steps and --epochs contradict each other: give only one");
        }
        requireLeast();
        new OutputFile(out).requireFolderPossible();
        PresetFile file = data.applyTo(PresetFile.open(preset == null ? own : preset));
        for (Map.Entry<String, Object> value : values().entrySet()) {
            file = value.getValue() == null ? file : file.set(value.getKey() + "=" + value.getValue());
        }
        for (String setting : settings) {
            file = file.set(setting);
        }
        return running.run(new TrainingRun(file.preset(), Optional.of(model.directory()), out, running.device()), spec);
    }

    /** The preset would name its own keys. */
    private void requireLeast() {
        requireLeast("--steps", steps, 1);
        requireLeast("--rows", rows, 1);
        requireLeast("--accumulation", accumulation, 1);
        requireLeast("--max-length", maxLength, 2);
        requireLeast("--eval-every", evalEvery, 0);
        requireLeast("--early-stop", patience, 0);
        requireLeast("--keep", keep, 1);
        requireLeast("--keep-best", keepBest, 0);
    }

    private static void requireLeast(String option, Number value, long least) {
        if (value != null && value.longValue() < least) {
            throw new QwenVlException(option + " is " + value + ", but must be at least " + least);
        }
    }

    private Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("steps", steps);
        values.put("data.epochs", epochs);
        values.put("learningRate.peak", rate);
        values.put("adapter.rank", rank);
        values.put("adapter.alpha", alpha);
        values.put("rows", rows);
        values.put("accumulation", accumulation);
        values.put("maxLength", maxLength);
        values.put("data.heldOut", evalData == null ? null : evalData.toAbsolutePath());
        values.put("heldOut.every", evalEvery == null && evalData != null ? Long.valueOf(50) : evalEvery);
        values.put("keep.patience", patience);
        values.put("keep.last", keep);
        values.put("keep.best", keepBest);
        return values;
    }
}
