package io.github.qwenvl4j.chat;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerListener;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.tokenizer.ChatMl;
import io.github.qwenvl4j.tokenizer.EncodedPrompt;
import io.github.qwenvl4j.tokenizer.ListFormat;
import io.github.qwenvl4j.tokenizer.Segment;
import io.github.qwenvl4j.tokenizer.SpecialsHonoured;
import io.github.qwenvl4j.tokenizer.Turn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * <p>Every question is asked with what was said before it: in ChatML as the reference does, whole old turns falling out of
 * the window ({@code max_window_size}), or, with a base model, as one plain text. Pictures are numbered through the whole
 * conversation. What the model has computed for the part of the prompt that stays the same is kept, each picture is loaded
 * and encoded once, and so a second question does not pay for the first.
 *
 * <p>A question that fails (a picture cannot be read, the prompt is too long) leaves the conversation as it was; an answer
 * that was cancelled stays as far as it came. Used by one thread at a time. Owns native memory until closed; the model
 * stays the caller's.
 */
public final class Conversation implements AutoCloseable {

    private final QwenVl model;
    private final Session session;
    private final Map<String, RgbImage> pictures = new HashMap<>();
    private final List<Exchange> history = new ArrayList<>();
    private String system;

    /** A new conversation; with a chat model its system text is the published one. */
    public Conversation(QwenVl model) {
        this(model, model.chatMl() ? ChatMl.DEFAULT_SYSTEM : "", List.of());
    }

    /** A conversation that goes on from what was said elsewhere. */
    public Conversation(QwenVl model, String system, List<Exchange> history) {
        this.model = model;
        this.session = model.newSession();
        this.system = system;
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

    /** Asks with the checkpoint's own generation defaults. */
    public Answer ask(String question, String... pictures) {
        return ask(Message.of(question, pictures), model.defaults(), AnswerListener.none());
    }

    /** Asks; question and answer then belong to the conversation. */
    public Answer ask(Message question, AnswerOptions options, AnswerListener listener) {
        Answer answer = model.answer(session, prompt(question), options, listener);
        history.add(new Exchange(question, answer.text()));
        return answer;
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
        pictures.clear();
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
        system = text;
    }

    /** Makes a picture known under a name, which messages then use as its source. */
    public void addPicture(String name, RgbImage picture) {
        pictures.put(name, picture);
    }

    /** The latest picture shown: the one that an answer's boxes are about. */
    public Optional<RgbImage> latestPicture() {
        for (int i = history.size() - 1; i >= 0; i--) {
            List<String> sources = history.get(i).question().pictures();
            if (!sources.isEmpty()) {
                return Optional.of(picture(sources.get(sources.size() - 1)));
            }
        }
        return Optional.empty();
    }

    /** The prompt that a question makes now. */
    public Prompt prompt(Message question) {
        List<Turn> turns = new ArrayList<>();
        int pictureNumber = 1;
        for (Exchange exchange : history) {
            turns.add(new Turn(segments(exchange.question(), pictureNumber), answered(exchange.answer())));
            pictureNumber += exchange.question().pictures().size();
        }
        List<Segment> query = segments(question, pictureNumber);
        List<Segment> start = Segment.visual(system);
        return place(
                model.chatMl()
                        ? model.template().prompt(start, turns, query)
                        : new PlainText(model.tokenizer(), model.maxWindowSize()).prompt(start, turns, query));
    }

    /**
     * Writes the conversation as JSON: system text and messages, pictures by their sources as they were given.
     *
     * @throws QwenVlException when the file cannot be written
     */
    public void save(Path file) {
        ConversationFile.write(file, new SavedConversation(system, history));
    }

    private static List<Segment> segments(Message message, int firstPicture) {
        return ListFormat.segments(message.elements(), firstPicture, SpecialsHonoured.VISUAL);
    }

    /** Unlike in the reference, an answer opens no file: {@code <img>} generated by a model stays text. */
    private static List<Segment> answered(String answer) {
        return List.of(new Segment.Text(answer, SpecialsHonoured.GROUNDING));
    }

    private Prompt place(EncodedPrompt encoded) {
        return new Prompt(
                encoded.ids(),
                encoded.images().stream()
                        .map(span -> new Prompt.PlacedImage(span.start(), picture(span.source())))
                        .toList());
    }

    private RgbImage picture(String source) {
        return pictures.computeIfAbsent(source, model.images()::load);
    }

    private Exchange last() {
        if (history.isEmpty()) {
            throw new QwenVlException("nothing has been asked yet");
        }
        return history.get(history.size() - 1);
    }

    @Override
    public void close() {
        session.close();
    }
}
