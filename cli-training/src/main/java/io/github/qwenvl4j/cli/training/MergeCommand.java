package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.cli.io.OutputFile;
import io.github.qwenvl4j.cli.options.ModelOption;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.train.adapter.Adapter;
import io.github.qwenvl4j.train.adapter.MergedCheckpoint;
import io.github.qwenvl4j.train.merge.Int4Merge;
import io.github.qwenvl4j.train.merge.MergedInt4;
import io.github.qwenvl4j.train.merge.RoundingSamples;
import io.github.qwenvl4j.train.run.Export;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qwenvl merge}: writes a model with an adapter in its weights. */
@Command(
        name = "merge",
        description = "Adds an adapter to the weights of its base model and writes the result as a checkpoint.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {
            "",
            "Example:",
            "  qwenvl merge --adapter runs/mine --model Qwen-VL-Chat --out models/mine --dtype bfloat16",
            "  qwenvl merge --adapter runs/mine --model Qwen-VL-Chat-Int4 --calibration mine.csv --out models/mine-int4"
        })
public final class MergeCommand implements Callable<Integer> {

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            required = true,
            description = "Folder with adapter_config.json, or a run that trained an adapter.")
    private Path adapter;

    @Mixin
    private ModelOption model;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder of the new checkpoint.")
    private Path out;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description = "float32, bfloat16 or float16 (default: that of each weight).")
    private String dtype;

    @Option(
            names = "--calibration",
            paramLabel = "FILE",
            description =
                    "For int4 weights of GPTQ: samples, in any layout of training data, on which they are rounded again "
                            + "(default: questions about synthetic scenes).")
    private Path samples;

    @Option(
            names = "--force",
            description =
                    "For int4 weights: write the model even if it came no nearer to base and adapter than plain rounding.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Optional<DType> type = Optional.ofNullable(dtype).map(MergeCommand::type);
        new OutputFile(out).requireFolderPossible();
        try (Adapter opened = Adapter.open(Export.newest(adapter));
                Checkpoint base = Families.open(model.directory())) {
            if (base.config().quantization().isPresent()) {
                return mergeInt4(base, opened);
            }
            if (samples != null || force) {
                throw new QwenVlException("--calibration and --force are for int4 weights of GPTQ");
            }
            int changed = new MergedCheckpoint(base, opened).write(out, type);
            spec.commandLine().getOut().println(out + ": " + changed + " weights changed");
        }
        return ExitCode.OK;
    }

    private int mergeInt4(Checkpoint base, Adapter opened) {
        if (dtype != null) {
            throw new QwenVlException("dtype is " + dtype + ", but int4 weights stay int4");
        }
        RoundingSamples calibration = samples == null ? RoundingSamples.builtIn() : RoundingSamples.ofFile(samples);
        Int4Merge.Nearness near = new MergedInt4(new Int4Merge(base, adapter, opened, calibration)).write(out, force);
        String figures = String.format(
                Locale.ROOT,
                "cosine of the logits to those of base and adapter, on held-out samples: %.4f merged, %.4f rounded to the nearest, "
                        + "%.4f base alone",
                near.merged(),
                near.nearest(),
                near.without());
        if (!near.better() && !force) {
            throw new QwenVlException(out + ": not written (--force writes it); " + figures);
        }
        spec.commandLine().getOut().println(out + ": " + figures);
        return ExitCode.OK;
    }

    private static DType type(String name) {
        return Optional.ofNullable(Export.TYPES.get(name))
                .orElseThrow(
                        () -> new QwenVlException("dtype is " + name + ": merge writes float32, bfloat16 or float16"));
    }
}
