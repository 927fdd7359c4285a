package io.github.qwenvl4j.cli.chat;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.cli.io.LoadProgressBar;
import io.github.qwenvl4j.cli.io.Terminals;
import io.github.qwenvl4j.cli.options.ModelOption;
import io.github.qwenvl4j.cli.options.OpeningOptions;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.cli.options.SamplingOptions;
import io.github.qwenvl4j.cli.picture.PictureProtocol;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qwenvl chat}: holds a conversation. */
@Command(
        name = "chat",
        description =
                "Holds a conversation about pictures. In a pipe, each line is a question and only answers are printed.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {
            "",
            "Examples:",
            "  qwenvl chat --model Qwen/Qwen-VL-Chat",
            "  printf '/image beach.jpeg\\nWhere is the dog?\\n' | qwenvl chat --model Qwen/Qwen-VL-Chat"
        })
public final class ChatCommand implements Callable<Integer> {

    /** How boxes are shown. */
    enum BoxDisplay {
        AUTO,
        KITTY,
        ITERM2,
        SIXEL,
        OFF;

        Optional<PictureProtocol> protocol() {
            return switch (this) {
                case AUTO -> PictureProtocol.detect(System.getenv());
                case OFF -> Optional.empty();
                default -> Optional.of(PictureProtocol.valueOf(name()));
            };
        }
    }

    @Option(
            names = "--pictures",
            paramLabel = "HOW",
            defaultValue = "auto",
            description = "How to show boxes: auto (default), kitty, iterm2, sixel, or off (write files).")
    private BoxDisplay pictures;

    @Mixin
    private ModelOption model;

    @Mixin
    private SamplingOptions sampling;

    @Mixin
    private OpeningOptions compute;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        sampling.requireValid();
        OpenOptions options = compute.openOptions(model);
        boolean person = Terminals.converses();
        try (QwenVl opened = open(options);
                Screen screen = screen(person, opened);
                ChatLoop loop = new ChatLoop(opened, sampling.over(opened.defaults()), screen)) {
            boolean faultless = loop.run();
            return faultless || person ? ExitCode.OK : ExitCode.SOFTWARE; // a person has seen the error
        }
    }

    private QwenVl open(OpenOptions options) {
        try (LoadProgressBar progress = new LoadProgressBar()) {
            return QwenVl.open(model.directory(), options.withProgress(progress));
        }
    }

    private Screen screen(boolean person, QwenVl opened) {
        if (!person) {
            return new PipeScreen(
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                    spec.commandLine().getOut(),
                    spec.commandLine().getErr());
        }
        try {
            Terminal terminal = TerminalBuilder.builder()
                    .encoding(StandardCharsets.UTF_8)
                    .dumb(true)
                    .build();
            return new TerminalScreen(
                    terminal,
                    history(),
                    pictures.protocol(),
                    opened.internals().engine().text().grounding());
        } catch (IOException e) {
            throw new QwenVlException("the terminal cannot be used: " + e.getMessage(), e);
        }
    }

    /** Empty if its folder cannot be created: a conversation works without a history. */
    private static Optional<Path> history() {
        String state = System.getenv("XDG_STATE_HOME");
        Path folder = state == null || state.isBlank()
                ? Path.of(System.getProperty("user.home"), ".local", "state")
                : Path.of(state);
        try {
            return Optional.of(Files.createDirectories(folder.resolve("qwenvl")).resolve("chat-history"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
