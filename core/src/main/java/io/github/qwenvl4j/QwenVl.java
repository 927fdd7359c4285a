package io.github.qwenvl4j;

import io.github.qwenvl4j.attention.KvCacheType;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.GenerationConfig;
import io.github.qwenvl4j.generate.FinishReason;
import io.github.qwenvl4j.generate.Generation;
import io.github.qwenvl4j.generate.GenerationOptions;
import io.github.qwenvl4j.generate.Generator;
import io.github.qwenvl4j.generate.ImageFeatures;
import io.github.qwenvl4j.generate.LogitsConstraint;
import io.github.qwenvl4j.hub.BuiltInModel;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.CheckpointWeights;
import io.github.qwenvl4j.model.Precision;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.QwenVlModel;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.PromptTemplate;
import io.github.qwenvl4j.tensor.LibTorch;
import io.github.qwenvl4j.tensor.NativeRuntime;
import io.github.qwenvl4j.tokenizer.QwenTokenizer;
import io.github.qwenvl4j.tokenizer.SpecialsHonoured;
import io.github.qwenvl4j.tokenizer.StreamingDecoder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
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
 * ({@link ImageLoader}) and turned into features ({@link ImageFeatures}), the language model computes the
 * prompt and generates ids ({@link Generator}), and the ids become text again.
 *
 * <p>Thread-safe. Owns native memory until closed; no question may be running then.
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
    private final ImageFeatures features;
    private final Generator generator;
    private final BoxRules boxRules;
    private final Prompts prompts;
    private final KvCacheType kvCache;

    private QwenVl(Checkpoint checkpoint, CheckpointWeights weights, Precision precision, OpenOptions options) {
        this.checkpoint = checkpoint;
        this.weights = weights;
        this.precision = precision;
        this.model = new QwenVlModel(weights, checkpoint.config(), options.device());
        this.tokenizer = QwenTokenizer.load(
                checkpoint.rankFile(), checkpoint.config().vision().nQueries());
        requireFit(checkpoint, tokenizer);
        this.prompts = new Prompts(tokenizer, checkpoint.config(), checkpoint.generation(), options);
        this.images = options.images();
        this.kvCache = options.kvCache();
        this.features = new ImageFeatures(model, options.featureCacheBytes());
        this.generator = new Generator(model, features, tokenizer.size(), stopIds());
        this.boxRules = new BoxRules(tokenizer);
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
        return ask(question, List.of(imageSources), defaults(), AnswerListener.none());
    }

    /** Asks about pictures (paths, URLs or data URLs), which stand before the question. */
    public Answer ask(String question, List<String> imageSources, AnswerOptions options, AnswerListener listener) {
        return ask(Message.user(question, imageSources.stream().map(Picture::at).toList()), options, listener);
    }

    /** Asks with the checkpoint's own generation defaults. */
    public Answer ask(Message question) {
        return ask(question, defaults(), AnswerListener.none());
    }

    /** Asks a question that is a message of the user: words, pictures and places in any order. */
    public Answer ask(Message question, AnswerOptions options, AnswerListener listener) {
        return answer(prompt(Dialogue.of(question)), options, listener);
    }

    /** Answers an encoded prompt on its own, without a conversation around it. */
    public Answer answer(Prompt prompt, AnswerOptions options, AnswerListener listener) {
        try (Session session = newSession()) {
            return answer(session, prompt, options, listener);
        }
    }

    /** Answers an encoded prompt; the session's rows that the prompt begins with are not computed again. */
    public Answer answer(Session session, Prompt prompt, AnswerOptions options, AnswerListener listener) {
        StreamingDecoder decoder = tokenizer.streamingDecoder();
        StopStrings stops = new StopStrings(options.stopStrings());
        StringBuilder text = new StringBuilder();
        LogitsConstraint constraint = constraint(options);
        int[] beginning = tokenizer.encode(options.beginning(), SpecialsHonoured.GROUNDING);
        Arrays.stream(beginning).forEach(constraint::accept);
        emit(options.beginning(), text, listener);
        Prompt begun = prompt.append(beginning);
        Generation generation = generator.generate(session, begun, options.generation(), constraint, id -> {
            emit(stops.append(decoder.append(id)), text, listener);
            return !stops.stopped() && !listener.cancelled();
        });
        if (!stops.stopped()) {
            emit(stops.append(decoder.flush()), text, listener);
            emit(stops.flush(), text, listener);
        }
        FinishReason reason = stops.stopped() ? FinishReason.STOP : generation.finishReason();
        return new Answer(
                prompt.asked(), generation.ids(), text.toString(), reason, generation.reused(), generation.timings());
    }

    /** What these options rule out; for one answer. */
    public LogitsConstraint constraint(AnswerOptions options) {
        return options.constrainBoxes() ? boxRules.constraint() : LogitsConstraint.none();
    }

    private static void emit(String piece, StringBuilder text, AnswerListener listener) {
        if (!piece.isEmpty()) {
            text.append(piece);
            listener.text(piece);
        }
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

    /** A fresh memory for one conversation; the caller closes it. */
    public Session newSession() {
        return new Session(model, kvCache);
    }

    /** The generation defaults of the checkpoint's {@code generation_config.json}. */
    public AnswerOptions defaults() {
        GenerationConfig config = checkpoint.generation();
        double temperature = config.doSample() ? config.temperature() : 0;
        GenerationOptions generation = new GenerationOptions(
                config.maxNewTokens(),
                temperature,
                config.topK(),
                config.topP(),
                config.repetitionPenalty(),
                OptionalLong.empty());
        return new AnswerOptions(generation, new StopWords(config, tokenizer).texts());
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

    /** The features of pictures, kept for those that are asked about again. */
    public ImageFeatures imageFeatures() {
        return features;
    }

    /** The ids that end an answer. */
    public Set<Integer> stopIds() {
        return new StopWords(checkpoint.generation(), tokenizer)
                .with(prompts.template().stopIds());
    }

    @Override
    public void close() {
        features.close();
        weights.close();
        checkpoint.close();
    }
}
