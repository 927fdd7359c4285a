package io.github.qwenvl4j;

import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.GenerationConfig;
import io.github.qwenvl4j.engine.Engine;
import io.github.qwenvl4j.engine.EngineLimits;
import io.github.qwenvl4j.engine.EngineModel;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.family.qwenvl.QwenVlModel;
import io.github.qwenvl4j.hub.BuiltInModel;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.PromptTemplate;
import io.github.qwenvl4j.tensor.LibTorch;
import io.github.qwenvl4j.tensor.NativeRuntime;
import io.github.qwenvl4j.tokenizer.QwenTokenizer;
import io.github.qwenvl4j.weights.CheckpointWeights;
import io.github.qwenvl4j.weights.Precision;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An opened Qwen-VL: pictures and text in, text with boxes out.
 *
 * <pre>{@code
 * try (QwenVl model = QwenVl.open(Path.of("Qwen-VL-Chat"))) {
 *     Answer answer = model.ask("Where is the dog?", "beach.jpeg");
 *     System.out.println(answer.text());
 *     answer.grounded().regions().forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>The way of a question: its words and pictures are laid out as ids ({@link PromptTemplate}), the pictures are loaded
 * ({@link ImageLoader}), and an {@link Engine} encodes them, computes the prompt and generates ids that become text again.
 *
 * <p>Thread-safe: questions of several threads are answered together. Owns native memory until closed.
 */
public final class QwenVl implements AutoCloseable {

    static {
        NativeRuntime.prepare();
    }

    private final Checkpoint checkpoint;
    private final CheckpointWeights weights;
    private final Precision precision;
    private final QwenVlModel model;
    private final QwenTokenizer tokenizer;
    private final ImageLoader images;
    private final Prompts prompts;
    private final EngineModel engineModel;
    private final EngineLimits limits;
    private Optional<Engine> engine = Optional.empty(); // its thread starts with the first question
    private boolean closed;

    private QwenVl(Checkpoint checkpoint, CheckpointWeights weights, Precision precision, OpenOptions options) {
        this.checkpoint = checkpoint;
        this.weights = weights;
        this.precision = precision;
        this.tokenizer = QwenTokenizer.load(
                checkpoint.rankFile(), checkpoint.config().vision().nQueries());
        requireFit(checkpoint, tokenizer);
        this.model = new QwenVlModel(weights, checkpoint.config(), tokenizer.size(), options.device());
        this.prompts = new Prompts(tokenizer, model, checkpoint.generation(), options);
        this.images = options.images();
        this.engineModel = new EngineModel(
                model, new CheckpointText(tokenizer, stopIds()), options.kvCache(), options.featureCacheBytes());
        this.limits = EngineLimits.DEFAULT.withSessionBytes(
                options.sessionBytes().orElseGet(EngineLimits::sessionBytesOfThisMachine));
    }

    /** A vocabulary of another model would give ids without a row, or call an image by another id. */
    private static void requireFit(Checkpoint checkpoint, QwenTokenizer tokenizer) {
        int rows = checkpoint.config().language().vocabSize();
        if (tokenizer.size() > rows) {
            throw new QwenVlException(checkpoint.rankFile() + ": has " + tokenizer.size()
                    + " tokens with the special ones, but config.json says vocab_size " + rows);
        }
        int image = checkpoint.config().vision().imageStartId();
        if (tokenizer.specials().imgStart() != image) {
            throw new QwenVlException(checkpoint.rankFile() + ": <img> is token "
                    + tokenizer.specials().imgStart() + ", but config.json says visual.image_start_id " + image);
        }
    }

    /** Opens pico, the small model inside this library. */
    public static QwenVl open() {
        return open(BuiltInModel.directory());
    }

    /** Opens a checkpoint directory in the published layout. */
    public static QwenVl open(Path directory) {
        return open(directory, OpenOptions.defaults());
    }

    /**
     * Opens a checkpoint directory in the published layout.
     *
     * @throws QwenVlException when it is incomplete or damaged; the message names file and tensor
     */
    public static QwenVl open(Path directory, OpenOptions options) {
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(options, "options");
        Checkpoint checkpoint = Checkpoint.open(directory);
        CheckpointWeights weights = null;
        try {
            checkpoint.requireComplete();
            LibTorch.load();
            Precision precision = Precision.choose(options.precision(), checkpoint.config(), options.device());
            long total = checkpoint.totalBytes();
            weights = new CheckpointWeights(
                    checkpoint,
                    precision,
                    options.device(),
                    bytes -> options.progress().loaded(bytes, total));
            Threads.use(options.threads(), checkpoint.config());
            QwenVl opened = new QwenVl(checkpoint, weights, precision, options);
            options.progress().loaded(total, total);
            return opened;
        } catch (RuntimeException | Error e) {
            if (weights != null) {
                weights.close();
            }
            checkpoint.close();
            throw e;
        }
    }

    /** Asks about pictures (paths, URLs or data URLs), with the checkpoint's own generation defaults. */
    public Answer ask(String question, String... imageSources) {
        return ask(
                question,
                Arrays.asList(Objects.requireNonNull(imageSources, "imageSources")),
                defaults(),
                AnswerListener.none());
    }

    /** Asks about pictures (paths, URLs or data URLs), which stand before the question. */
    public Answer ask(String question, List<String> imageSources, AnswerOptions options, AnswerListener listener) {
        Objects.requireNonNull(imageSources, "imageSources");
        return ask(Message.user(question, imageSources.stream().map(Picture::at).toList()), options, listener);
    }

    /** Asks with the checkpoint's own generation defaults. */
    public Answer ask(Message question) {
        return ask(question, defaults(), AnswerListener.none());
    }

    /** Asks a question that is a message of the user: words, pictures and places in any order. */
    public Answer ask(Message question, AnswerOptions options, AnswerListener listener) {
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(listener, "listener");
        return answer(prompt(Dialogue.of(question)), options, listener);
    }

    /** Answers an encoded prompt on its own, without a conversation around it. */
    public Answer answer(Prompt prompt, AnswerOptions options, AnswerListener listener) {
        return answer(prompt, options, listener, Owner.once());
    }

    /**
     * Answers an encoded prompt, on the model's thread and in a batch with what other threads ask; the listener is told on
     * this one.
     *
     * @param owner what was computed for earlier prompts of the same owner is not computed again
     * @throws AnswerCancelledException when the listener cancels, this thread is interrupted or the time limit passes
     * @throws QwenVlException of kind CLOSED when the model is closed, TOO_LONG when the prompt does not fit
     */
    public Answer answer(Prompt prompt, AnswerOptions options, AnswerListener listener, Owner owner) {
        return new AnswerCall(prompt, options, listener).run(engine(), owner);
    }

    /** Answers the questions of this model, in batches: the way to ask without waiting. */
    public synchronized Engine engine() {
        if (closed) {
            throw new QwenVlException(QwenVlException.Kind.CLOSED, "the model has been closed");
        }
        if (engine.isEmpty()) {
            engine = Optional.of(new Engine(engineModel, limits, report -> {}));
        }
        return engine.get();
    }

    /** Ends the answers of an owner and lets go of what was computed for it. */
    public synchronized void forget(Owner owner) {
        engine.filter(running -> !closed).ifPresent(running -> running.forget(owner.prefixes()));
    }

    /** What an engine of one's own, with other limits, computes with; it must be closed before the model. */
    public EngineModel engineModel() {
        return engineModel;
    }

    /** Makes this model's prompts. */
    public Prompts prompts() {
        return prompts;
    }

    /**
     * The prompt for the answer to the last message of a dialogue, its pictures read.
     *
     * @throws QwenVlException of kind TOO_LONG when it leaves no room for an answer
     */
    public Prompt prompt(Dialogue dialogue) {
        return prompts.place(prompts.encode(dialogue));
    }

    /** The generation defaults of the checkpoint's {@code generation_config.json}. */
    public AnswerOptions defaults() {
        GenerationConfig config = checkpoint.generation();
        double temperature = config.doSample() ? config.temperature() : 0;
        return AnswerOptions.greedy(config.maxNewTokens())
                .withTemperature(temperature)
                .withTopK(config.topK())
                .withTopP(config.topP())
                .withRepetitionPenalty(config.repetitionPenalty())
                .withStopStrings(new StopWords(config, tokenizer).texts());
    }

    /** Whether the checkpoint talks in ChatML. */
    public boolean chatMl() {
        return checkpoint.generation().chatFormat().equals("chatml");
    }

    /** Where pictures may be read from, and how they are decoded. */
    public ImageLoader images() {
        return images;
    }

    /** What the weights are held in. */
    public Precision precision() {
        return precision;
    }

    public QwenTokenizer tokenizer() {
        return tokenizer;
    }

    public QwenVlModel model() {
        return model;
    }

    /** The ids that end an answer. */
    public Set<Integer> stopIds() {
        return new StopWords(checkpoint.generation(), tokenizer)
                .with(prompts.template().stopIds());
    }

    /**
     * Takes no more questions, ends those that are being answered (their callers get an exception of kind CLOSED), waits
     * for the model's thread and frees all memory.
     */
    @Override
    public void close() {
        Optional<Engine> running;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            running = engine;
        }
        running.ifPresent(Engine::close);
        weights.close();
        checkpoint.close();
    }
}
