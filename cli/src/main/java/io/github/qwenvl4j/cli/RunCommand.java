package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerListener;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.model.Prompt;
import java.io.IOException;
import java.io.PrintWriter;
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

    @Option(names = "--system", paramLabel = "TEXT", description = "System text of a chat checkpoint.")
    private String system;

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
        Question question = new Question(prompt.text(), images, Optional.ofNullable(system), raw);
        OpenOptions options = compute.openOptions();
        Pictures pictures = new Pictures(options.images());
        pictures.load(images);
        long start = System.nanoTime();
        try (QwenVl opened = open(options)) {
            double loadMillis = (System.nanoTime() - start) / 1e6;
            Prompt placed = pictures.place(question.encode(opened));
            AnswerOptions how =
                    new AnswerOptions(sampling.over(opened.defaults().generation()));
            if (json) {
                Answer answer = opened.answer(placed, how, AnswerListener.none());
                out().println(RunReport.of(answer, opened.tokenizer().imageSpanLength(), loadMillis)
                        .toJson());
            } else {
                opened.answer(placed, how, new Printer(out()));
                out().println();
            }
        }
        return ExitCode.OK;
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
