package io.github.qwenvl4j;

import io.github.qwenvl4j.chat.Conversation;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.internal.Internals;
import io.github.qwenvl4j.internal.LeakCheck;
import io.github.qwenvl4j.internal.OpenModel;
import io.github.qwenvl4j.model.ModelAdapter;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.ToolForm;
import io.github.qwenvl4j.typed.TypedAnswer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An opened vision-language model: pictures and text in, text and boxes out.
 *
 * <pre>{@code
 * try (QwenVl model = QwenVl.open(Path.of("Qwen-VL-Chat"))) { // or QwenVl.open(): pico, the built-in model
 *     Answer answer = model.ask("Where is the dog?", "beach.jpeg");
 *     System.out.println(answer.text());
 *     answer.grounded().regions().forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>Pictures are files, addresses, bytes, streams or images: {@link Picture}. A question with pictures and regions at given
 * places is a {@link Message}; how it is answered (length, sampling, stop strings, time limit) is in {@link AnswerOptions}:
 *
 * <pre>{@code
 * Message question = Message.user("What is ", Picture.of(bytes)).region("this", box).text("?");
 * Answer answer = model.ask(question, model.defaults().withMaxNewTokens(100));
 * }</pre>
 *
 * <p>Three ways to wait: {@link #ask} returns the complete answer, {@link #stream} its text piece by piece, {@link #askAsync} a
 * future. A {@link #conversation} remembers what was said. All of them give the same answer to the same question.
 *
 * <p>Whatever goes wrong is a {@link QwenVlException} with a message of one line and a {@linkplain QwenVlException#kind() kind}.
 * Closing the model, an interrupt of the thread that asks, and the time limit end an answer.
 *
 * <p>Thread-safe: questions of several threads, and several questions of {@code askAsync}, are computed together in one batch
 * ({@link OpenOptions#batch}). Owns native memory until closed.
 */
public final class QwenVl implements AutoCloseable {

    private final OpenModel model;
    private final Optional<ModelAdapter> adapter;
    private final boolean view; // of a model that somebody else closes
    private final Internals internals;
    private final Owner decisions = Owner.of(new Object());
    private final AtomicBoolean closed = new AtomicBoolean();
    private final LeakCheck leak = LeakCheck.of(this, "a model");

    private QwenVl(OpenModel model, Optional<ModelAdapter> adapter, boolean view) {
        this.model = model;
        this.adapter = adapter;
        this.view = view;
        this.internals = adapter.map(model.internals()::through).orElseGet(model::internals);
    }

    /** Opens pico, the small model inside this library. */
    public static QwenVl open() {
        return open(OpenModel.builtIn());
    }

    /** Opens a checkpoint directory in the published layout. */
    public static QwenVl open(Path directory) {
        return open(directory, OpenOptions.defaults());
    }

    /**
     * Opens a checkpoint directory in the published layout.
     *
     * @throws QwenVlException if it is incomplete or damaged; the message names file and tensor. Or if this system has no native
     *     code, or it cannot be unpacked
     */
    public static QwenVl open(Path directory, OpenOptions options) {
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(options, "options");
        OpenModel opened = OpenModel.open(directory, options);
        try {
            return new QwenVl(opened, options.adapter().map(opened::adapter), false);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /**
     * The same model with an adapter (LoRA, in peft's layout), whose questions are answered through it, in one batch with those of
     * this model and of its other adapters; nothing of the model is loaded twice. Closing it frees the adapter when the answers
     * that are under way have been completed; closing this model ends it too.
     *
     * <pre>{@code
     * try (QwenVl valves = model.adapted(Path.of("runs/valves"))) { // what train lora wrote
     *     valves.ask("What is this?", "valve.png");
     * }
     * }</pre>
     *
     * @throws QwenVlException if the folder has no adapter, one of another model, or one that is not supported
     */
    public QwenVl adapted(Path folder) {
        Objects.requireNonNull(folder, "folder");
        return new QwenVl(model, Optional.of(model.adapter(folder)), true);
    }

    /** Asks about pictures, which stand before the question, with the checkpoint's own generation defaults. */
    public Answer ask(String question, Picture... pictures) {
        return ask(Message.user(question, pictures), defaults());
    }

    /** Asks about pictures at paths, http(s) URLs or data URLs, with the checkpoint's own generation defaults. */
    public Answer ask(String question, String picture, String... more) {
        return ask(Message.user(question, Picture.all(picture, more)), defaults());
    }

    /**
     * Asks a question and waits for the answer.
     *
     * @throws AnswerCancelledException if this thread is interrupted or the time limit passes
     * @throws QwenVlException of kind TOO_LONG if the question does not fit the model, IMAGE, NOT_PERMITTED or NETWORK if a
     *     picture cannot be read, CLOSED if the model is closed
     */
    public Answer ask(Message question, AnswerOptions options) {
        try (AnswerStream stream = stream(question, options)) {
            return stream.answer();
        }
    }

    /**
     * Asks a question and returns its answer while it is generated; the pictures have been read then.
     *
     * @throws QwenVlException as {@link #ask(Message, AnswerOptions)}, here or when the stream is read
     */
    public AnswerStream stream(Message question, AnswerOptions options) {
        Dialogue dialogue = Dialogue.of(Objects.requireNonNull(question, "question"));
        Objects.requireNonNull(options, "options");
        return internals.stream(internals.prompt(dialogue), options, Owner.once());
    }

    /**
     * Answers the last message of a dialogue, which may come with tools.
     *
     * @throws QwenVlException as {@link #ask(Message, AnswerOptions)}
     */
    public Answer answer(Dialogue dialogue, AnswerOptions options) {
        try (AnswerStream stream = streamAnswer(dialogue, options)) {
            return stream.answer();
        }
    }

    /** Answers the last message of a dialogue, and returns the answer while it is generated. */
    public AnswerStream streamAnswer(Dialogue dialogue, AnswerOptions options) {
        Objects.requireNonNull(dialogue, "dialogue");
        Objects.requireNonNull(options, "options");
        return internals.stream(internals.prompt(dialogue), options, Owner.once());
    }

    /**
     * Asks a question without waiting; another thread reads its pictures. The future is completed on the threads that run
     * asynchronous stages of {@link CompletableFuture}. Completing it by other means, such as {@code cancel} and {@code
     * orTimeout}, ends the answer and frees its place.
     *
     * @return fails with the exceptions of {@link #ask(Message, AnswerOptions)}
     */
    public CompletableFuture<Answer> askAsync(Message question, AnswerOptions options) {
        Dialogue dialogue = Dialogue.of(Objects.requireNonNull(question, "question"));
        return internals.answerAsync(dialogue, Objects.requireNonNull(options, "options"));
    }

    /**
     * Asks for a value of a type, with the checkpoint's own generation defaults.
     *
     * <pre>{@code
     * record Invoice(String number, LocalDate date, List<Item> items, Optional<BigDecimal> tax) {}
     * Invoice invoice = model.ask(Invoice.class, "Read this invoice.", Picture.of(file));
     * }</pre>
     *
     * @throws QwenVlException as {@link #ask(Class, Message, AnswerOptions)}
     */
    public <T> T ask(Class<T> type, String question, Picture... pictures) {
        return ask(type, Message.user(question, pictures), defaults());
    }

    /**
     * Asks for a value of a type: a record of texts, numbers, enums, dates, lists, optional values and further records. The model
     * can only write JSON that fits; Jackson's annotations count, and descriptions of fields are added to the question.
     *
     * @throws QwenVlException as {@link #ask(Message, AnswerOptions)}; of kind TOO_LONG if the answer is not complete within
     *     {@link AnswerOptions#maxNewTokens}, UNSUPPORTED for a type that is not plain data
     */
    public <T> T ask(Class<T> type, Message question, AnswerOptions options) {
        TypedAnswer<T> typed = new TypedAnswer<>(Objects.requireNonNull(type, "type"));
        return typed.read(ask(typed.asked(question), options.withFormat(typed.format())));
    }

    /**
     * As {@link #ask(Class, Message, AnswerOptions)}, and how sure the model was of each part of the value.
     *
     * <pre>{@code
     * WithEvidence<Invoice> read = model.askWithEvidence(Invoice.class, question, model.defaults().withEvidence(0.9));
     * read.evidence().toReview().forEach(field -> System.out.println(field.path() + " " + field.json()));
     * }</pre>
     */
    public <T> WithEvidence<T> askWithEvidence(Class<T> type, Message question, AnswerOptions options) {
        TypedAnswer<T> typed = new TypedAnswer<>(Objects.requireNonNull(type, "type"));
        AnswerOptions asked = options.withFormat(typed.format())
                .withEvidence(options.evidence().orElse(Evidence.REVIEW_BELOW));
        Answer answer = ask(typed.asked(question), asked);
        return new WithEvidence<>(typed.read(answer), answer.evidence().orElseThrow());
    }

    /**
     * How probable each of some answers is: computed from their likelihoods, from one pass over the question; nothing is
     * sampled. The pictures stand before the question, so that further decisions about the same pictures do not compute them
     * again.
     */
    public Decision decide(String question, List<String> answers, Picture... pictures) {
        return decide(Message.user(question, pictures), answers);
    }

    /** As {@link #decide(String, List, Picture...)}, with pictures and regions at given places. */
    public Decision decide(Message question, List<String> answers) {
        Dialogue dialogue = Dialogue.of(Objects.requireNonNull(question, "question"));
        return internals.decide(internals.prompt(dialogue), new AnswerFormat.Choice(answers).texts(), decisions);
    }

    /** Starts a conversation; close it to free what the model keeps for it. */
    public Conversation conversation() {
        return new Conversation(internals);
    }

    /** Counts the tokens of a question, as {@link Inspection#tokens(Dialogue)}. */
    public int tokens(Message question) {
        return inspection().tokens(Dialogue.of(Objects.requireNonNull(question, "question")));
    }

    /** The options that the checkpoint's {@code generation_config.json} recommends. */
    public AnswerOptions defaults() {
        return internals.defaults();
    }

    /** How this model writes the calls of tools into its answers; {@link ToolForm#NONE} for one that calls none. */
    public ToolForm toolForm() {
        return internals.engineModel().text().tools();
    }

    /** What the model computes with: ids, logits, hidden states. */
    public Inspection inspection() {
        return new Inspection(internals);
    }

    /** The parts of the opened model, for the modules of qwenvl4j; their types are not exported. */
    @SuppressWarnings("exports")
    public Internals internals() {
        return internals;
    }

    /** Whether questions are still accepted. */
    public boolean isOpen() {
        return !closed.get() && model.isOpen();
    }

    /** Accepts no more questions, waits for those that are being answered, at most so long, and closes. */
    public void close(Duration patience) {
        try {
            if (!view) {
                internals.engine().drain(patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    /**
     * Accepts no more questions, ends those that are being answered (their callers get an exception of kind CLOSED), and frees
     * all memory.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        leak.closed();
        if (view) {
            model.close(adapter);
        } else {
            model.close();
        }
    }
}
