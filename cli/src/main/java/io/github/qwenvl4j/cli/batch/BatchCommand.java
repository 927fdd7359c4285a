package io.github.qwenvl4j.cli.batch;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.batch.LabelItem;
import io.github.qwenvl4j.batch.LabelSpec;
import io.github.qwenvl4j.batch.PictureLabeller;
import io.github.qwenvl4j.batch.output.RowFile;
import io.github.qwenvl4j.batch.report.SampleReport;
import io.github.qwenvl4j.batch.run.ErrorShare;
import io.github.qwenvl4j.batch.run.LabelRun;
import io.github.qwenvl4j.batch.run.RunProgress;
import io.github.qwenvl4j.batch.run.Supervisor;
import io.github.qwenvl4j.batch.run.Worker;
import io.github.qwenvl4j.batch.source.ItemSource;
import io.github.qwenvl4j.batch.source.PagedItems;
import io.github.qwenvl4j.cli.io.OutputFile;
import io.github.qwenvl4j.cli.io.StopRequest;
import io.github.qwenvl4j.cli.options.ModelOption;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.file.AtomicFile;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qwenvl batch}: labels any number of pictures. */
@Command(
        name = "batch",
        description =
                "Asks the questions of a file about many pictures and writes a row for each picture and question. Run it again "
                        + "to go on: only what is missing is computed.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {
            "",
            "Ctrl-C ends it after the pictures under way. Exit code 1: some rows of OUT have no answer.",
            "",
            "Examples:",
            "  qwenvl batch photos labels.jsonl --spec spec.yaml --sample 20",
            "  qwenvl batch photos labels.jsonl --spec spec.yaml",
            "  qwenvl batch products.csv labels.csv --spec spec.yaml --column photo",
            "  qwenvl batch requests.jsonl responses.jsonl --model Qwen-VL-Chat",
            "",
            "spec.yaml (docs/scale.md has all fields):",
            "  model: Qwen-VL-Chat",
            "  questions:",
            "    - id: caption",
            "      task: caption",
            "    - id: colour",
            "      ask: What colour is it?",
            "      choices: [red, green, blue]"
        })
public final class BatchCommand implements Callable<Integer> {

    @Parameters(
            index = "0",
            paramLabel = "IN",
            description =
                    "Folder of pictures and PDF files; list of paths or addresses; lines of JSON or CSV with image (or path, "
                            + "url, file, bytes) and id.")
    private Path in;

    @Parameters(index = "1", paramLabel = "OUT", description = "The rows: .jsonl or .csv; appended to.")
    private Path out;

    @Option(
            names = "--spec",
            paramLabel = "FILE",
            description = "Model and questions, in YAML or JSON. Not for OpenAI's batches, which have their questions.")
    private Path file;

    @Option(
            names = "--model",
            paramLabel = "DIR|NAME",
            description = "Of OpenAI's batches: folder or name of the model (default: the built-in one).")
    private String model;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description = "Of OpenAI's batches: folder of an adapter (LoRA) through which the model answers.")
    private Path adapter;

    @Option(names = "--column", paramLabel = "NAME", description = "Column or field with the pictures.")
    private String column;

    @Option(
            names = "--sample",
            paramLabel = "N",
            description = "Only label N pictures drawn at random, and write OUT.sample.html to look at.")
    private Integer sample;

    @Option(names = "--retry-errors", description = "Compute rows again that have no answer.")
    private boolean retry;

    @Option(
            names = "--max-error-share",
            paramLabel = "SHARE",
            defaultValue = "1",
            description = "End when more than this share of rows, from 0 to 1, has no answer (default: never).")
    private double maxErrorShare;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "16",
            description = "Answers computed together (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "CPU threads (default: one for a small model, one per core for a large one).")
    private Integer threads;

    @Option(names = "--worker", hidden = true, description = "For the process that this command starts.")
    private boolean worker;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        OpenOptions machine = OpenOptions.defaults().withBatch(batch).withQueue(4 * batch);
        OpenOptions options = threads == null ? machine : machine.withThreads(threads);
        if (file == null) {
            return openAi(options);
        }
        LabelSpec labels = LabelSpec.read(file);
        ItemSource source = new PagedItems(ItemSource.of(in, Optional.ofNullable(column)), options.images());
        if (worker) {
            return work(labels, options, source);
        }
        if (model != null || adapter != null) {
            throw new QwenVlException(
                    "--model and --adapter are for OpenAI's batches: a specification names its model and adapter");
        }
        new ErrorShare(maxErrorShare);
        labels.directory();
        return sample == null ? supervise(source) : look(labels, options, source);
    }

    private int openAi(OpenOptions options) {
        if (Files.isDirectory(in) || !OpenAiBatch.reads(in)) {
            throw new QwenVlException(
                    "--spec FILE says what is asked; only a .jsonl file with custom_id and body needs none");
        }
        new OutputFile(out).requireWritable(List.of(in.toString()));
        return new BatchServer(ModelOption.of(model), adapter == null ? options : options.withAdapter(adapter))
                .answer(in, out, spec.commandLine().getErr());
    }

    private int look(LabelSpec labels, OpenOptions options, ItemSource source) {
        if (sample < 1) {
            throw new QwenVlException("sample is " + sample + ", but must be at least 1");
        }
        Path page = out.resolveSibling(out.getFileName() + ".sample.html");
        new OutputFile(page).requireWritable(List.of());
        long pictures = count(source, spec.commandLine().getErr());
        List<LabelItem> drawn = SampleReport.draw(source, sample);
        try (PictureLabeller labeller = PictureLabeller.open(labels, options)) {
            SampleReport report = new SampleReport(labeller, options.images());
            AtomicFile.write(page, report.html("Sample of " + in, drawn, pictures));
        }
        spec.commandLine().getOut().println(page);
        return ExitCode.OK;
    }

    private int supervise(ItemSource source) {
        RowFile.requireKnown(out);
        new OutputFile(out).requireWritable(List.of(in.toString(), file.toString()));
        PrintWriter err = spec.commandLine().getErr();
        RunProgress progress = new RunProgress(err, count(source, err));
        if (retry) {
            RowFile.forgetFailures(out);
        }
        AtomicReference<Process> running = new AtomicReference<>();
        int exitCode;
        try (StopRequest stop = new StopRequest(() -> WorkerProcess.stop(running.get()))) {
            exitCode = new Supervisor(WorkerProcess.command(spec, out), progress).run(running);
        }
        if (exitCode == Supervisor.STOPPED) {
            err.println(progress.summary() + "; stopped: the same command goes on");
        }
        return exitCode == Supervisor.DONE ? tell(progress, err) : exitCode;
    }

    /** Says what came of a run that is done, and what earlier ones left without an answer. */
    private int tell(RunProgress progress, PrintWriter err) {
        long failures = RowFile.failures(out);
        long earlier = failures - progress.failed();
        err.println(progress.summary()
                + (earlier > 0
                        ? "; " + earlier + " rows of before have no answer: --retry-errors asks for them again"
                        : ""));
        return failures > 0 ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    /** How many pictures there are; says which files are not taken for pictures. */
    private long count(ItemSource source, PrintWriter err) {
        Map<String, Long> others = source.leftOut();
        if (!others.isEmpty()) {
            err.println(in + ": files left out, not pictures by their names: "
                    + others.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(", ")));
            err.flush();
        }
        try (Stream<LabelItem> items = source.items()) {
            long pictures = items.count();
            if (pictures == 0) {
                throw new QwenVlException(QwenVlException.Kind.FILE, in + ": has no pictures");
            }
            return pictures;
        }
    }

    private int work(LabelSpec labels, OpenOptions options, ItemSource source) {
        PrintStream told = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Worker watched = new Worker(System.in, told);
        try (StopRequest stop = new StopRequest(watched::stop);
                RowFile rows =
                        WorkerProcess.open(out, watched, spec.commandLine().getErr());
                PictureLabeller labeller = PictureLabeller.open(labels, options)) {
            boolean end =
                    new LabelRun(labeller, rows, watched.precautions(), maxErrorShare, watched).label(source, watched);
            return end ? Supervisor.DONE : Supervisor.STOPPED;
        }
    }
}
