package io.github.qwenvl4j.cli.run;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerCancelledException;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.AnswerStream;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.cli.io.AnswerReader;
import io.github.qwenvl4j.cli.io.LoadProgressBar;
import io.github.qwenvl4j.cli.io.OutputFile;
import io.github.qwenvl4j.cli.io.StandardInput;
import io.github.qwenvl4j.cli.options.ModelOption;
import io.github.qwenvl4j.cli.options.OpeningOptions;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.cli.options.PromptParameter;
import io.github.qwenvl4j.cli.options.SamplingOptions;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.grounding.GroundedImage;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import io.github.qwenvl4j.prompt.layout.PlacedPicture;
import io.github.qwenvl4j.task.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qwenvl run}: answers one question, or a file of questions. */
@Command(
        name = "run",
        description = "Asks one question about any number of pictures and prints the answer as it is generated.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {
            "",
            "Examples:",
            "  qwenvl run --model Qwen-VL-Chat --image beach.jpeg \"Where is the dog?\"",
            "  qwenvl run --model Qwen-VL --image beach.jpeg \"Generate the caption in English with grounding:\"",
            "  qwenvl run --model Qwen-VL-Chat --image beach.jpeg --task \"find:the dog\" --out dog.png",
            "  echo \"What is written here?\" | qwenvl run --model Qwen-VL-Chat --image https://example.org/a.jpg -",
            "  curl -s https://example.org/a.jpg | qwenvl run --image - What is this?",
            "  qwenvl run --image beach.jpeg --questions questions.txt > answers.jsonl"
        })
public final class RunCommand implements Callable<Integer> {

    private static final int MOST_LOGPROBS = 100;

    @Mixin
    private PromptParameter prompt;

    @Option(
            names = "--image",
            paramLabel = "PATH|URL",
            description = "A picture; - reads one from standard input; repeatable. Pictures precede the prompt and are "
                    + "numbered: Picture 1, Picture 2, ...")
    private List<String> images = List.of();

    @Mixin
    private FramesOption frames;

    @Option(
            names = "--number-pictures",
            description =
                    "Introduce pictures by their numbers, Picture 1: .., also for Qwen3-VL, which takes them without.")
    private boolean numbered;

    @Option(
            names = "--raw",
            description =
                    "Pass the prompt to the model unchanged, to the last byte: special tokens are recognised, and "
                            + "<img>PATH</img> is a picture.")
    private boolean raw;

    @Option(
            names = "--system",
            paramLabel = "TEXT",
            description = "System text; for a base checkpoint it precedes the prompt.")
    private String system;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            converter = TaskConverter.class,
            description = "Instead of a prompt, with one picture: caption, caption:zh, ground, ground:zh, find:WORDS, "
                    + "describe:(x1,y1),(x2,y2), ocr, ocr-ground, ask:QUESTION; with Qwen3-VL also count:WORDS, "
                    + "document:markdown, document:html, document:json.")
    private Task task;

    @Option(
            names = "--questions",
            paramLabel = "FILE",
            description =
                    "Instead of a prompt: a file (- for standard input) with one question per line, as text or as a JSON "
                            + "object with question and images. Prints one JSON object per line: its fields, then those of --json, "
                            + "or error.")
    private String questions;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Draw the answer's boxes on the last picture: .png, .jpg, .svg or .html.")
    private Path out;

    @Option(names = "--json", description = "Print one JSON object: ids, text, boxes, usage, timings.")
    private boolean json;

    @Option(
            names = "--logprobs",
            paramLabel = "N",
            description =
                    "With --json or --questions: report the log probability of each token and of the N most likely "
                            + "tokens in its place.")
    private Integer logprobs;

    @Option(names = "--probabilities", description = "With --choice: print how probable each text is.")
    private boolean probabilities;

    @Mixin
    private ModelOption model;

    @Mixin
    private SamplingOptions sampling;

    @Mixin
    private OpeningOptions compute;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        requireValid();
        OpenOptions options = compute.openOptions(model);
        Pictures pictures = new Pictures(options.images());
        if (questions != null) {
            return answerAll(options, pictures);
        }
        Query query = query(pictures);
        long start = System.nanoTime();
        try (QwenVl opened = open(options)) {
            double loadMillis = (System.nanoTime() - start) / 1e6;
            EncodedPrompt encoded =
                    query.encode(opened, pictures.seenBy(opened.internals().prompts()));
            Prompt placed = pictures.place(opened.internals().prompts(), encoded);
            if (probabilities) {
                out().println(ProbabilityReport.of(opened, placed, options(opened))
                        .text(json));
                return ExitCode.OK;
            }
            Answer answer;
            try {
                answer = answer(opened, placed, query);
            } catch (AnswerCancelledException e) {
                if (out().checkError()) {
                    return ExitCode.OK; // nobody reads the answer
                }
                if (!json) {
                    out().println(); // after the text that was generated within the time limit
                }
                throw e;
            }
            RunReport report =
                    RunReport.of(placed.asked(), answer, opened.internals().tokenizer(), loadMillis);
            report.print(json, out(), spec.commandLine().getErr());
            draw(answer, pictures, encoded.pictures());
            sampling.requireWhole(answer);
        }
        return ExitCode.OK;
    }

    private void requireValid() {
        sampling.requireValid();
        ProbabilityReport.require(probabilities, sampling, questions != null || out != null);
        requireLogprobs();
        requireOneUseOfStandardInput();
        requireOut();
        frames.requireNone(raw || task != null || questions != null);
    }

    private int answerAll(OpenOptions options, Pictures pictures) throws IOException {
        if (prompt.given() || task != null || out != null) {
            throw new QwenVlException("--questions takes neither a prompt nor --task nor --out");
        }
        try (BufferedReader lines = StandardInput.orFile(questions)) {
            List<Picture> shown = pictures.load(images);
            long start = System.nanoTime();
            try (QwenVl opened = open(options)) {
                double loadMillis = (System.nanoTime() - start) / 1e6;
                AnswerOptions chosen = options(opened);
                boolean all = new QuestionRun(
                                opened, pictures, chosen, loadMillis, shown, Optional.ofNullable(system), raw, numbered)
                        .answer(lines, out());
                return all ? ExitCode.OK : ExitCode.SOFTWARE;
            }
        }
    }

    private void requireOneUseOfStandardInput() {
        int uses = (prompt.piped() ? 1 : 0)
                + (StandardInput.NAME.equals(questions) ? 1 : 0)
                + (images.contains(StandardInput.NAME) ? 1 : 0);
        if (uses > 1) {
            throw new QwenVlException("standard input (-) can be given once: as prompt, --image or --questions");
        }
    }

    private void requireLogprobs() {
        if (logprobs != null && !json && questions == null) {
            throw new QwenVlException("--logprobs needs --json or --questions");
        }
        if (logprobs != null && (logprobs < 0 || logprobs > MOST_LOGPROBS)) {
            throw new QwenVlException("logprobs is " + logprobs + ", but must be from 0 to " + MOST_LOGPROBS);
        }
    }

    private AnswerOptions options(QwenVl opened) {
        AnswerOptions options = sampling.over(opened.defaults());
        return logprobs == null ? options : options.withAlternatives(logprobs);
    }

    private void requireOut() {
        if (out != null) {
            GroundedImage.requireKnown(out);
            if (images.isEmpty() && !raw) {
                throw nothingToDrawOn();
            }
            new OutputFile(out).requireWritable(images);
        }
    }

    private QwenVlException nothingToDrawOn() {
        return new QwenVlException("--out " + out + ": there is no picture to draw on");
    }

    private Query query(Pictures pictures) throws IOException {
        if (raw && system != null) {
            throw new QwenVlException("--raw takes no --system: it passes the prompt unchanged");
        }
        if (task == null) {
            Question.requireNoPicture(prompt.words());
            String text = raw ? prompt.exactText() : prompt.text();
            return new Question(
                    text, pictures.load(images), frames.video(), Optional.ofNullable(system), raw, numbered);
        }
        if (prompt.given() || raw || system != null || sampling.begins() || images.size() != 1) {
            throw new QwenVlException(
                    "--task takes one --image, and neither a prompt nor --raw, --system or --beginning");
        }
        return new TaskQuery(task, pictures.load(images).get(0));
    }

    /** Prints the pieces at once, and ends the answer when nobody reads them any more. */
    private Answer answer(QwenVl opened, Prompt placed, Query query) {
        AnswerStream stream = opened.internals().stream(placed, query.options(opened, options(opened)), Owner.once());
        return json
                ? AnswerReader.read(stream, piece -> {}, () -> false)
                : AnswerReader.read(stream, this::print, () -> out().checkError());
    }

    private void print(String piece) {
        out().print(piece);
        out().flush();
    }

    private void draw(Answer answer, Pictures pictures, List<PlacedPicture> shown) {
        if (out == null) {
            return;
        }
        if (shown.isEmpty()) {
            throw nothingToDrawOn();
        }
        RgbImage picture = pictures.get(shown.get(shown.size() - 1).picture());
        new GroundedImage(picture.toBufferedImage(), answer.grounded()).write(out);
    }

    private QwenVl open(OpenOptions options) {
        try (LoadProgressBar progress = new LoadProgressBar()) {
            return QwenVl.open(model.directory(), options.withProgress(progress));
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
