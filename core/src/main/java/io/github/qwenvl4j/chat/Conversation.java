package io.github.qwenvl4j.chat;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.AnswerStream;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.internal.Internals;
import io.github.qwenvl4j.internal.LeakCheck;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A conversation about pictures, started by {@link io.github.qwenvl4j.QwenVl#conversation}.
 *
 * <pre>{@code
 * try (Conversation talk = model.conversation()) {
 *     talk.ask("What is this?", "beach.jpeg");
 *     Answer where = talk.ask("Where is the dog?");
 * }
 * }</pre>
 *
 * <p>Every question is asked with what was said before it. If the prompt becomes too long for the model, whole turns are left
 * out of it, the oldest without pictures first. Pictures are numbered through the whole conversation. Later questions reuse the
 * keys and values of earlier ones, and each picture is read and encoded once.
 *
 * <p>A question that fails or is cancelled leaves the conversation as it was. A new question cancels a stream that is not
 * complete. Used by one thread at a time, except for {@link #close}. The model keeps native memory for it until it is closed;
 * closing it does not close the model.
 */
public final class Conversation implements AutoCloseable {

    private final Internals model;
    private final Owner owner = Owner.of(new Object());
    private final Map<Picture, SeenPicture> seen = new HashMap<>();
    private final List<Exchange> history = new ArrayList<>();
    private Picture lastRead;
    private SoftReference<RgbImage> lastPixels = new SoftReference<>(null);
    private String system;
    private Optional<AnswerStream> latest = Optional.empty();
    private volatile boolean closed;
    private final LeakCheck leak = LeakCheck.of(this, "a conversation");

    /** Programs call {@link io.github.qwenvl4j.QwenVl#conversation}. With a chat model the system text is the published one. */
    @SuppressWarnings("exports")
    public Conversation(Internals model) {
        this.model = model;
        this.system = model.prompts().template().defaultSystem();
    }

    /** Asks about pictures, which stand before the question, with the checkpoint's own generation defaults. */
    public Answer ask(String question, Picture... pictures) {
        return ask(Message.user(question, pictures), model.defaults());
    }

    /** Asks about pictures at paths, http(s) URLs or data URLs, with the checkpoint's own generation defaults. */
    public Answer ask(String question, String picture, String... more) {
        return ask(Message.user(question, Picture.all(picture, more)), model.defaults());
    }

    /** Asks and waits; question and answer then belong to the conversation. */
    public Answer ask(Message question, AnswerOptions options) {
        return complete(stream(question, options));
    }

    /** Asks; when the stream has been read to its end, question and answer belong to the conversation. */
    public AnswerStream stream(Message question, AnswerOptions options) {
        return stream(question, options, List.copyOf(history));
    }

    /** Asks the last question again; the new answer replaces the old one. */
    public AnswerStream regenerate(AnswerOptions options) {
        return edit(last().question(), options);
    }

    /** Asks another question instead of the last one; question and answer are replaced. */
    public AnswerStream edit(Message question, AnswerOptions options) {
        last();
        return stream(question, options, List.copyOf(history.subList(0, history.size() - 1)));
    }

    private AnswerStream stream(Message question, AnswerOptions options, List<Exchange> before) {
        requireOpen();
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(options, "options");
        latest.ifPresent(AnswerStream::close);
        AnswerStream stream =
                model.stream(place(encode(question, before)), options, owner, answer -> keep(before, question, answer));
        latest = Optional.of(stream);
        if (closed) { // by another thread, before the engine knew of this question
            forget();
        }
        return stream;
    }

    private static Answer complete(AnswerStream stream) {
        try (stream) {
            return stream.answer();
        }
    }

    private void keep(List<Exchange> before, Message question, Answer answer) {
        restore(
                system,
                Stream.concat(before.stream(), Stream.of(new Exchange(question, answer.text())))
                        .toList());
    }

    /** Removes the last question and its answer. */
    public Exchange undo() {
        Exchange last = last();
        history.remove(history.size() - 1);
        return last;
    }

    /** Forgets everything said; the system text stays. */
    public void reset() {
        restore(system, List.of());
        seen.clear();
    }

    /** Replaces what was said here by what was said elsewhere. */
    public void restore(String newSystem, List<Exchange> newHistory) {
        List<Exchange> said = List.copyOf(newHistory);
        setSystem(newSystem);
        history.clear();
        history.addAll(said);
    }

    /** What was said, oldest first; also what no longer fits into the window. */
    public List<Exchange> history() {
        return List.copyOf(history);
    }

    /** The text before the conversation; a base model just sees it in front. */
    public String system() {
        return system;
    }

    public void setSystem(String text) {
        system = Objects.requireNonNull(text, "system");
    }

    /** The latest picture shown: the one that an answer's boxes are about. */
    public Optional<Picture> latestPicture() {
        return history.stream()
                .flatMap(exchange -> exchange.question().pictures().stream())
                .reduce((earlier, later) -> later);
    }

    /**
     * Its pixels, kept only while memory is plentiful and read again otherwise.
     *
     * @throws QwenVlException when it can no longer be read
     */
    public Optional<RgbImage> latestPixels() {
        return latestPicture().map(this::pixels);
    }

    /** Reads a picture now, so that an error is reported before the question is asked. */
    public void prepare(Picture picture) {
        seen(picture);
    }

    /** The prompt that a question makes now, its pictures not read yet; it tells which turns no longer fit. */
    EncodedPrompt encode(Message question) {
        return encode(question, history);
    }

    /** The prompt that a question makes now. */
    Prompt prompt(Message question) {
        return place(encode(question));
    }

    private EncodedPrompt encode(Message question, List<Exchange> before) {
        return model.prompts().encode(dialogue(question, before), this::seen);
    }

    private Prompt place(EncodedPrompt encoded) {
        return model.prompts().place(encoded, this::seen);
    }

    private Dialogue dialogue(Message question, List<Exchange> before) {
        List<Message> messages = new ArrayList<>();
        if (!system.isEmpty() || model.prompts().template().takesSystem()) {
            messages.add(Message.system(system));
        }
        for (Exchange exchange : before) {
            messages.add(exchange.question());
            messages.add(Message.assistant(exchange.answer()));
        }
        messages.add(question);
        return new Dialogue(messages);
    }

    private SeenPicture seen(Picture picture) {
        return seen.computeIfAbsent(picture, unseen -> model.prompts().read(unseen, this::pixels));
    }

    private RgbImage pixels(Picture picture) {
        RgbImage kept = picture.equals(lastRead) ? lastPixels.get() : null;
        if (kept != null) {
            return kept;
        }
        RgbImage pixels = picture.read(model.images());
        lastRead = picture;
        lastPixels = new SoftReference<>(pixels);
        return pixels;
    }

    /**
     * Writes the conversation as JSON: system text and messages, pictures by their addresses as they were
     * given, or whole where they have none.
     *
     * @throws QwenVlException when the file cannot be written
     */
    public void save(Path file) {
        ConversationFile.write(file, new SavedConversation(system, history));
    }

    /**
     * Replaces what was said here by a {@linkplain #save saved} conversation.
     *
     * @throws QwenVlException if the file is missing or contains no conversation
     */
    public void load(Path file) {
        SavedConversation saved = ConversationFile.read(file);
        restore(saved.system(), saved.history());
    }

    private Exchange last() {
        if (history.isEmpty()) {
            throw new QwenVlException("nothing has been asked yet");
        }
        return history.get(history.size() - 1);
    }

    private void requireOpen() {
        if (closed) {
            throw new QwenVlException(QwenVlException.Kind.CLOSED, "the conversation has been closed");
        }
    }

    private void forget() {
        model.engine().forget(owner.prefixes());
    }

    /** Cancels the question that another thread is asking, and frees what the model keeps for this conversation. */
    @Override
    public void close() {
        closed = true;
        leak.closed();
        forget();
    }
}
