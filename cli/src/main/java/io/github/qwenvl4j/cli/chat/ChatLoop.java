package io.github.qwenvl4j.cli.chat;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerCancelledException;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.AnswerStream;
import io.github.qwenvl4j.FinishReason;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.chat.Conversation;
import io.github.qwenvl4j.chat.Exchange;
import io.github.qwenvl4j.cli.io.AnswerReader;
import io.github.qwenvl4j.cli.io.OutputFile;
import io.github.qwenvl4j.cli.options.FormatOptions;
import io.github.qwenvl4j.cli.picture.TypedPictures;
import io.github.qwenvl4j.grounding.GroundedImage;
import io.github.qwenvl4j.grounding.GroundedText;
import io.github.qwenvl4j.grounding.GroundingForm;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads questions and commands and answers them. Owns the conversation until closed; the caller owns model and screen.
 */
final class ChatLoop implements AutoCloseable {

    private final AnswerOptions options;
    private final Screen screen;
    private final List<Picture> waiting = new ArrayList<>();
    private final Conversation conversation;
    private final GroundingForm form;
    private boolean failed;
    private boolean ended;

    ChatLoop(QwenVl model, AnswerOptions options, Screen screen) {
        this.options = options;
        this.screen = screen;
        this.conversation = model.conversation();
        this.form = model.internals().engine().text().grounding();
    }

    /** Runs until the end of the input; returns whether there was no error. */
    boolean run() {
        while (!ended) {
            Optional<String> line = screen.readLine();
            if (line.isEmpty()) {
                break;
            }
            try {
                take(Input.parse(line.get()));
            } catch (QwenVlException e) {
                failed = true;
                screen.error(e.getMessage());
            }
        }
        return !failed;
    }

    private void take(Input input) {
        if (input instanceof Input.Command command) {
            perform(command);
        } else if (input instanceof Input.Say say) {
            addPictures(say.pictures());
            say.unfound().forEach(name -> screen.error(name + ": no such file, taken as text"));
            if (!say.text().isEmpty()) {
                screen.note(shown());
                Message question = Message.typed(say.text(), List.copyOf(waiting));
                follow(() -> conversation.stream(question, options));
                waiting.clear();
            }
        }
    }

    private void perform(Input.Command command) {
        switch (command.name()) {
            case "image" -> addPictures(List.of(TypedPictures.path(argument(command, "PATH|URL"))));
            case "boxes" -> draw(file(command, "FILE.png"));
            case "undo" -> undo();
            case "retry" -> follow(() -> conversation.regenerate(options));
            case "system" -> system(command.argument());
            case "save" -> save(file(command, "FILE.json"));
            case "load" -> load(file(command, "FILE.json"));
            case "reset" -> reset();
            case "help", "?" -> screen.print(ChatHelp.TEXT);
            case "quit", "exit" -> ended = true;
            default -> throw new QwenVlException("unknown command /" + command.name() + "; /help lists the commands");
        }
    }

    private static String argument(Input.Command command, String what) {
        if (command.argument().isEmpty()) {
            throw new QwenVlException("/" + command.name() + " needs an argument: /" + command.name() + " " + what);
        }
        return command.argument();
    }

    private static Path file(Input.Command command, String what) {
        String path = TypedPictures.path(argument(command, what));
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new QwenVlException("'" + path + "' cannot be the name of a file: " + e.getReason(), e);
        }
    }

    /** Reads the pictures at once, so that an error is reported before the question is typed. Adds all or none. */
    private void addPictures(List<String> sources) {
        List<Picture> pictures = sources.stream()
                .map(source -> Picture.at(TypedPictures.address(source)))
                .toList();
        pictures.forEach(conversation::prepare);
        for (int i = 0; i < pictures.size(); i++) {
            waiting.add(pictures.get(i));
            screen.note("Picture " + (earlierPictures() + waiting.size()) + ": " + sources.get(i));
        }
    }

    private int earlierPictures() {
        return conversation.history().stream()
                .mapToInt(exchange -> exchange.question().pictures().size())
                .sum();
    }

    /** The pictures that the next answer is based on. */
    private String shown() {
        int earlier = earlierPictures();
        if (!waiting.isEmpty()) {
            return "(with " + numbered(earlier + 1, earlier + waiting.size()) + ")";
        }
        return earlier == 0 ? "(no picture)" : "(no new picture; shown before: " + numbered(1, earlier) + ")";
    }

    private static String numbered(int first, int last) {
        return first == last ? "Picture " + first : "Pictures " + first + " to " + last;
    }

    private void follow(Supplier<AnswerStream> question) {
        screen.interrupted();
        Follower follower = new Follower(screen);
        Answer answer;
        try {
            answer = AnswerReader.read(question.get(), follower::show, follower::stops);
        } catch (AnswerCancelledException e) {
            screen.answered(e.partialText(), Optional.empty());
            if (!follower.stopped) {
                throw e; // the time limit
            }
            screen.note("(stopped; the question is not part of the conversation)");
            return;
        }
        screen.answered(answer.text(), drawn(answer.text()));
        FormatOptions.evidence(answer).forEach(screen::note);
        if (answer.finishReason() == FinishReason.LENGTH) {
            screen.note("(cut after " + options.maxNewTokens() + " tokens)");
        }
    }

    private Optional<GroundedImage> drawn(String text) {
        GroundedText grounded = form.parse(text);
        boolean marks =
                grounded.regions().stream().anyMatch(region -> !region.marks().isEmpty());
        return Optional.of(conversation)
                .filter(shown -> marks)
                .flatMap(Conversation::latestPixels)
                .map(picture -> new GroundedImage(picture.toBufferedImage(), grounded));
    }

    private void draw(Path file) {
        List<Exchange> history = conversation.history();
        GroundedImage picture = Optional.of(history)
                .filter(said -> !said.isEmpty())
                .flatMap(said -> drawn(said.get(said.size() - 1).answer()))
                .orElseThrow(() -> new QwenVlException("the last answer has no boxes, or there is no picture"));
        requireNoPicture(file);
        picture.write(file);
        screen.note("boxes drawn: " + file);
    }

    /** A picture of the conversation is never overwritten, not even through a link. */
    private void requireNoPicture(Path file) {
        List<String> shown = Stream.concat(
                        waiting.stream(),
                        conversation.history().stream().flatMap(exchange -> exchange.question().pictures().stream()))
                .flatMap(picture -> picture.address().stream())
                .toList();
        new OutputFile(file).requireWritable(shown);
    }

    private void undo() {
        Exchange last = conversation.undo();
        screen.note("removed: "
                + last.question()
                        .words()
                        .lines()
                        .reduce((first, second) -> second)
                        .orElse(""));
    }

    private void system(String text) {
        if (text.isEmpty()) {
            screen.print(conversation.system());
        } else {
            conversation.setSystem(text);
            screen.note("system text set");
        }
    }

    private void save(Path file) {
        requireNoPicture(file);
        conversation.save(file);
        screen.note("saved: " + file);
    }

    private void load(Path file) {
        conversation.load(file);
        waiting.clear();
        screen.note("loaded: " + conversation.history().size() + " questions and answers");
    }

    private void reset() {
        conversation.reset();
        waiting.clear();
        screen.note("conversation deleted");
    }

    @Override
    public void close() {
        conversation.close();
    }

    /** Shows an answer while it is generated. */
    private static final class Follower {

        private final Screen screen;
        private final StringBuilder text = new StringBuilder();
        private boolean stopped;

        Follower(Screen screen) {
            this.screen = screen;
        }

        void show(String piece) {
            text.append(piece);
            screen.answer(text.toString(), piece);
        }

        boolean stops() {
            stopped |= screen.interrupted();
            return stopped;
        }
    }
}
