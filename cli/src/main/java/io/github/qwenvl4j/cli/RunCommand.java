package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerListener;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.grounding.GroundedImage;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.prompt.EncodedPrompt;
import io.github.qwenvl4j.prompt.PlacedPicture;
import io.github.qwenvl4j.task.Task;
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

/** {@code qwenvl run}: one question, one answer. */
@Command(
        name = "run",
        description = "Asks one question about any number of pictures and prints the answer as it is generated.",
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class,
        footer = {
            "",
            "Examples:",
            "  qwenvl run --model Qwen-VL-Chat --image beach.jpeg \"Where is the dog?\"",
            "  qwenvl run --model Qwen-VL --image beach.jpeg \"Generate the caption in English with grounding:\"",
            "  qwenvl run --model Qwen-VL-Chat --image beach.jpeg --task \"find:the dog\" --out dog.png",
            "  echo \"What is written here?\" | qwenvl run --model Qwen-VL-Chat --image https://example.org/a.jpg -"
        })
final class RunCommand implements Callable<Integer> {

    @Mixin
    private PromptParameter prompt;

    @Option(
            names = "--image",
            paramLabel = "PATH|URL",
            description = "A picture; repeatable. Pictures stand before the prompt: Picture 1, Picture 2, ...")
    private List<String> images = List.of();

    @Option(names = "--raw", description = "Give the model the prompt as it is; all special tokens count.")
    private boolean raw;

    @Option(
            names = "--system",
            paramLabel = "TEXT",
            description = "System text; a base checkpoint sees it in front of the prompt.")
    private String system;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            converter = TaskConverter.class,
            description = {
                "Instead of a prompt, with one picture: caption, caption:zh, ground, ground:zh, find:WORDS,",
                "describe:(x1,y1),(x2,y2), ocr, ocr-ground, ask:QUESTION."
            })
    private Task task;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Draw the answer's boxes on the last picture: .png, .jpg, .svg or .html.")
    private Path out;

    @Option(names = "--json", description = "Print one JSON object: ids, text, boxes, usage, timings.")
    private boolean json;

    @Mixin
    private ModelOption model;

    @Mixin
    private SamplingOptions sampling;

    @Mixin
    private ComputeOptions compute;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        sampling.requireValid();
        Query query = query();
        if (out != null) {
            GroundedImage.requireKnown(out);
        }
        OpenOptions options = compute.openOptions();
        Pictures pictures = new Pictures(options.images());
        pictures.load(pictures());
        long start = System.nanoTime();
        try (QwenVl opened = open(options)) {
            double loadMillis = (System.nanoTime() - start) / 1e6;
            EncodedPrompt encoded = query.encode(opened);
            Prompt placed =
                    opened.prompts().place(encoded, picture -> opened.prompts().shrink(pictures.get(picture)));
            Answer answer = answer(opened, placed, query);
            if (json) {
                out().println(RunReport.of(answer, opened.tokenizer().imageSpanLength(), loadMillis)
                        .toJson());
            } else {
                out().println();
            }
            if (out != null) {
                draw(answer, pictures, encoded.pictures());
            }
        }
        return ExitCode.OK;
    }

    private Query query() throws IOException {
        if (raw && system != null) {
            throw new QwenVlException("--raw takes no --system: the prompt is given to the model as it is");
        }
        if (task == null) {
            return new Question(prompt.text(), pictures(), Optional.ofNullable(system), raw);
        }
        if (prompt.given() || raw || system != null || images.size() != 1) {
            throw new QwenVlException("--task takes one --image, and neither a prompt nor --raw nor --system");
        }
        return new TaskQuery(task, pictures().get(0));
    }

    private Answer answer(QwenVl opened, Prompt placed, Query query) {
        AnswerOptions options = sampling.over(opened.defaults());
        return opened.answer(placed, query.options(opened, options), json ? AnswerListener.none() : new Printer(out()));
    }

    private void draw(Answer answer, Pictures pictures, List<PlacedPicture> shown) {
        if (shown.isEmpty()) {
            throw new QwenVlException("--out " + out + ": there is no picture to draw on");
        }
        RgbImage picture = pictures.get(shown.get(shown.size() - 1).picture());
        new GroundedImage(picture.toBufferedImage(), answer.grounded()).write(out);
    }

    private List<Picture> pictures() {
        return images.stream().map(Picture::at).toList();
    }

    private QwenVl open(OpenOptions options) {
        try (LoadProgressBar progress = new LoadProgressBar()) {
            return QwenVl.open(model.directory(), options.withProgress(progress));
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Prints the pieces at once, and ends the answer when nobody reads them any more. */
    private record Printer(PrintWriter out) implements AnswerListener {

        @Override
        public void text(String piece) {
            out.print(piece);
            out.flush();
        }

        @Override
        public boolean cancelled() {
            return out.checkError() || AnswerListener.super.cancelled();
        }
    }
}
