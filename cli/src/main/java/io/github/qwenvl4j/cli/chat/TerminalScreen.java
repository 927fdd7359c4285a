package io.github.qwenvl4j.cli.chat;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.cli.picture.PictureProtocol;
import io.github.qwenvl4j.grounding.GroundedImage;
import io.github.qwenvl4j.grounding.GroundedText;
import io.github.qwenvl4j.grounding.GroundingForm;
import io.github.qwenvl4j.grounding.Mark;
import io.github.qwenvl4j.grounding.Region;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;

/**
 * A terminal with line editing and a history. Answers are shown without their tags; their boxes are drawn in the
 * picture, which is shown or written to a file. Owns the terminal until closed.
 */
final class TerminalScreen implements Screen {

    private static final String BOLD = "\033[1m";
    private static final String DIM = "\033[2m";
    private static final String PLAIN = "\033[0m";

    private final Terminal terminal;
    private final LineReader reader;
    private final Optional<PictureProtocol> pictures;
    private final GroundingForm form;
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private int shown;
    private Path folder; // of the drawings, which stay: the person may look at them after the conversation too
    private int drawings;

    /**
     * @param history file that stores typed lines for the next conversation
     * @param pictures how this terminal shows pictures; empty if it cannot
     * @param form how places are written in answers
     */
    TerminalScreen(Terminal terminal, Optional<Path> history, Optional<PictureProtocol> pictures, GroundingForm form) {
        this.terminal = terminal;
        this.pictures = pictures;
        this.form = form;
        this.reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .parser(new TypedLines())
                .completer(new ChatCompleter())
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, ". ")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
        history.ifPresent(file -> reader.setVariable(LineReader.HISTORY_FILE, file));
        terminal.handle(Terminal.Signal.INT, signal -> interrupted.set(true));
        note("Type a question; /help lists the commands.");
    }

    @Override
    public Optional<String> readLine() {
        while (true) {
            try {
                return Optional.of(reader.readLine(styled(BOLD, "> ")));
            } catch (UserInterruptException e) {
                note("(Ctrl-D leaves)");
            } catch (EndOfFileException e) {
                return Optional.empty();
            }
        }
    }

    @Override
    public void answer(String text, String piece) {
        String plain = Printable.of(form.parseGrowing(text).text());
        if (plain.length() > shown) {
            terminal.writer().print(plain.substring(shown));
            terminal.flush();
            shown = plain.length();
        }
    }

    @Override
    public void answered(String text, Optional<GroundedImage> drawn) {
        GroundedText grounded = form.parse(text);
        print(Printable.of(grounded.text()).substring(shown));
        shown = 0;
        grounded.regions().stream()
                .filter(region -> !region.marks().isEmpty())
                .forEach(region -> note("  " + place(region)));
        drawn.ifPresent(this::show);
    }

    private void show(GroundedImage picture) {
        if (pictures.isPresent()) {
            terminal.writer().print(pictures.get().encode(picture.draw()));
            terminal.flush();
        } else {
            note("  " + write(picture));
        }
    }

    private Path write(GroundedImage picture) {
        try {
            if (folder == null) {
                folder = Files.createTempDirectory("qwenvl");
            }
            Path file = folder.resolve("boxes-" + ++drawings + ".png");
            picture.write(file);
            return file;
        } catch (IOException e) {
            throw new QwenVlException("no folder for pictures with boxes: " + e.getMessage(), e);
        }
    }

    private static String place(Region region) {
        String label = region.label().isEmpty() ? "" : Printable.of(region.label()) + " ";
        return label
                + region.marks().stream()
                        .map(Mark::write)
                        .collect(Collectors.joining(" "))
                        .replaceAll("</?\\w+>", "");
    }

    @Override
    public void print(String text) {
        terminal.writer().println(text);
        terminal.flush();
    }

    @Override
    public void note(String line) {
        print(styled(DIM, line));
    }

    @Override
    public void error(String line) {
        print(styled(BOLD, "! ") + Printable.of(line));
    }

    private String styled(String style, String text) {
        return terminal.getType().startsWith(Terminal.TYPE_DUMB) ? text : style + text + PLAIN;
    }

    @Override
    public boolean interrupted() {
        return interrupted.getAndSet(false);
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException e) {
            throw new QwenVlException("the terminal cannot be restored: " + e.getMessage(), e);
        }
    }
}
