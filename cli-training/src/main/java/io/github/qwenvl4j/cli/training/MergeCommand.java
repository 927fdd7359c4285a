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
import io.github.qwenvl4j.train.run.Export;
import java.nio.file.Path;
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
            "  qwenvl merge --adapter runs/mine --model Qwen-VL-Chat --out models/mine --dtype bfloat16"
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

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Optional<DType> type = Optional.ofNullable(dtype).map(MergeCommand::type);
        new OutputFile(out).requireFolderPossible();
        try (Adapter opened = Adapter.open(Export.newest(adapter));
                Checkpoint base = Families.open(model.directory())) {
            int changed = new MergedCheckpoint(base, opened).write(out, type);
            spec.commandLine().getOut().println(out + ": " + changed + " weights changed");
        }
        return ExitCode.OK;
    }

    private static DType type(String name) {
        return Optional.ofNullable(Export.TYPES.get(name))
                .orElseThrow(
                        () -> new QwenVlException("dtype is " + name + ": merge writes float32, bfloat16 or float16"));
    }
}
