package io.github.qwenvl4j.chat;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerListener;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.EncodedPrompt;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.PromptTemplate;
import io.github.qwenvl4j.prompt.Window;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A conversation about pictures.
 *
 * <pre>{@code
 * try (Conversation talk = new Conversation(model)) {
 *     talk.ask("What is this?", "beach.jpeg");
 *     Answer where = talk.ask("Where is the dog?");
 * }
 * }</pre>
 *
 * <p>Every question is asked with what was said before it, in the model's {@link PromptTemplate}. When the prompt becomes
 * too long for the model's {@link Window}, whole turns are left out of it. Pictures are numbered through the whole
 * conversation. Later questions reuse the keys and values of earlier ones, and each picture is read and encoded once.
 *
 * <p>A question that fails or is cancelled leaves the conversation as it was. Used by one thread at a time, except for
 * {@link #close}. The model keeps native memory for it until it is closed; the model stays the caller's.
 */
public final class Conversation implements AutoCloseable {

    private final QwenVl model;
    private final Owner owner = Owner.of(new Object());
    private final Map<Picture, SeenPicture> seen = new HashMap<>();
    private final List<Exchange> history = new ArrayList<>();
    private Picture lastRead;
    private SoftReference<RgbImage> lastPixels = new SoftReference<>(null);
    private String system;
    private volatile boolean closed;

    /** A new conversation; with a chat model its system text is the published one. */
    public Conversation(QwenVl model) {
        this(model, model.prompts().template().defaultSystem(), List.of());
    }

    /** A conversation that goes on from what was said elsewhere. */
    public Conversation(QwenVl model, String system, List<Exchange> history) {
        this.model = Objects.requireNonNull(model, "model");
        this.system = Objects.requireNonNull(system, "system");
        this.history.addAll(history);
    }

    /**
     * Takes up a conversation that was {@linkplain #save saved}.
     *
     * @throws QwenVlException when the file is missing or no saved conversation
     */
    public static Conversation load(QwenVl model, Path file) {
        SavedConversation saved = ConversationFile.read(file);
        return new Conversation(model, saved.system(), saved.history());
    }

    /** Asks about pictures (paths, URLs or data URLs), with the checkpoint's own generation defaults. */
    public Answer ask(String question, String... pictures) {
        return ask(Message.user(
                question,
                Arrays.stream(Objects.requireNonNull(pictures, "pictures"))
                        .map(Picture::at)
                        .toList()));
    }

    /** Asks with the checkpoint's own generation defaults. */
    public Answer ask(Message question) {
        return ask(question, model.defaults(), AnswerListener.none());
    }

    /** Asks; question and answer then belong to the conversation. */
    public Answer ask(Message question, AnswerOptions options, AnswerListener listener) {
        requireOpen();
        Objects.requireNonNull(question, "question");
        try {
            Answer answer = model.answer(prompt(question), options, listener, owner);
            history.add(new Exchange(question, answer.text()));
            return answer;
        } finally {
            if (closed) { // by another thread, perhaps just before the engine knew of this question
                forget();
            }
        }
    }

    /** Asks the last question again; its answer is replaced. */
    public Answer regenerate(AnswerOptions options, AnswerListener listener) {
        return edit(last().question(), options, listener);
    }

    /** Asks something else instead of the last question; question and answer are replaced. */
    public Answer edit(Message question, AnswerOptions options, AnswerListener listener) {
        Exchange replaced = undo();
        try {
            return ask(question, options, listener);
        } catch (RuntimeException | Error e) {
            history.add(replaced);
            throw e;
        }
    }

    /** Takes the last question and its answer back. */
    public Exchange undo() {
        Exchange last = last();
        history.remove(history.size() - 1);
        return last;
    }

    /** Forgets everything said; the system text stays. */
    public void reset() {
        history.clear();
        seen.clear();
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
        system = Objects.requireNonNull(text, "text");
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

    /** Reads a picture now, so that a mistake is told before it is asked about. */
    public void prepare(Picture picture) {
        seen(picture);
    }

    /** The prompt that a question makes now, its pictures not read yet; it tells which turns no longer fit. */
    public EncodedPrompt encode(Message question) {
        return model.prompts().encode(dialogue(question));
    }

    /** The prompt that a question makes now. */
    public Prompt prompt(Message question) {
        return model.prompts().place(encode(question), this::seen);
    }

    private Dialogue dialogue(Message question) {
        List<Message> messages = new ArrayList<>();
        if (!system.isEmpty() || model.prompts().template().takesSystem()) {
            messages.add(Message.system(system));
        }
        for (Exchange exchange : history) {
            messages.add(exchange.question());
            messages.add(Message.assistant(exchange.answer()));
        }
        messages.add(question);
        return new Dialogue(messages);
    }

    private SeenPicture seen(Picture picture) {
        return seen.computeIfAbsent(picture, unseen -> model.prompts().shrink(pixels(unseen)));
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
        model.forget(owner);
    }

    /** Ends the question that another thread is asking, and lets go of what was computed. */
    @Override
    public void close() {
        closed = true;
        forget();
    }
}
