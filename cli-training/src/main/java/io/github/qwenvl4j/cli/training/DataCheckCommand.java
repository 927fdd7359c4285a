package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.cli.io.OutputFile;
import io.github.qwenvl4j.cli.options.ModelOption;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.train.data.DataCheck;
import io.github.qwenvl4j.train.data.DataReport;
import io.github.qwenvl4j.train.data.FixedData;
import io.github.qwenvl4j.train.data.PictureCheck;
import io.github.qwenvl4j.train.data.SampleCheck;
import io.github.qwenvl4j.train.sample.SampleFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qwenvl data check}: reads a data file once and tells what training would make of it. */
@Command(
        name = "check",
        description = {
            "Reads a data file and its pictures once, and tells what training would make of them.",
            "Exits with 1 if a record would be dropped."
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {
            "",
            "Recognised: the official fine-tuning list, LLaVA, ShareGPT and ms-swift records (as a JSON array or one per",
            "line), CSV with the columns image, question, answer (and box, system), {image, text}, {prompt, completion}.",
            "",
            "Examples:",
            "  qwenvl data check mine.json --model Qwen-VL-Chat",
            "  qwenvl data check mine.csv --images photos --fix good.jsonl"
        })
final class DataCheckCommand implements Callable<Integer> {

    private static final int LENGTH = 2048;

    @Parameters(paramLabel = "FILE", description = "The data file.")
    private Path file;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Base of relative picture paths (default: the folder of FILE).")
    private Path images;

    @Mixin
    private ModelOption model;

    @Option(
            names = "--max-length",
            paramLabel = "N",
            defaultValue = "" + LENGTH,
            description = "Maximum length of a sample in ids (default ${DEFAULT-VALUE}).")
    private int maxLength;

    @Option(names = "--fix", paramLabel = "OUT", description = "Write the good samples to this file (.json or .jsonl).")
    private Path fixed;

    @Option(
            names = "--trust-tags",
            description = "Control tokens typed in texts act as such, as in the official script.")
    private boolean trustTags;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (fixed != null) {
            new OutputFile(fixed).requireWritable(List.of(file.toString()));
        }
        FixedData good = new FixedData();
        DataCheck check = new DataCheck(samples(), fixed == null ? (sample, tokenized) -> {} : good);
        DataReport report = check.of(new SampleFile(file, Optional.ofNullable(images)));
        new DataReportText(report, maxLength).print(spec.commandLine().getOut());
        if (fixed != null) {
            good.write(fixed);
            spec.commandLine().getOut().println(fixed + ": " + report.usable() + " samples");
        }
        return report.dropped().size() > 0 || report.usable() == 0 ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private SampleCheck samples() {
        try (Checkpoint checkpoint = Families.open(model.directory())) {
            PictureCheck pictures = PictureCheck.decoding(ImageLoader.standard());
            return SampleCheck.of(checkpoint, trustTags, pictures, maxLength);
        }
    }
}
