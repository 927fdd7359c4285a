package io.github.qwenvl4j.internal;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.AnswerStream;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.GenerationConfig;
import io.github.qwenvl4j.engine.Engine;
import io.github.qwenvl4j.engine.EngineLimits;
import io.github.qwenvl4j.engine.EngineModel;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.family.qwenvl.QwenVlModel;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.tokenizer.QwenTokenizer;
import io.github.qwenvl4j.weights.CheckpointWeights;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What an opened model consists of, for the modules of qwenvl4j. This package is not exported: it changes without notice.
 *
 * @param network vision tower and language model
 * @param precision of its weights
 * @param engine the only one that computes answers of this model
 * @param engineModel what it computes with
 * @param images the model's own source of pictures
 * @param defaults the generation defaults of the checkpoint
 */
public record Internals(
        QwenVlModel network,
        Precision precision,
        Engine engine,
        EngineModel engineModel,
        QwenTokenizer tokenizer,
        Prompts prompts,
        ImageLoader images,
        AnswerOptions defaults) {

    /** @param weights stay the caller's, and must outlive what is returned */
    public static Internals of(
            Checkpoint checkpoint, CheckpointWeights weights, Precision precision, OpenOptions options) {
        QwenTokenizer tokenizer = QwenTokenizer.load(
                checkpoint.rankFile(), checkpoint.config().vision().nQueries());
        requireFit(checkpoint, tokenizer);
        QwenVlModel network =
                new QwenVlModel(weights, checkpoint.config(), tokenizer.size(), ComputeDevice.of(options.device()));
        Prompts prompts = new Prompts(tokenizer, network, checkpoint.generation(), options);
        StopWords stops = new StopWords(checkpoint.generation(), tokenizer);
        EngineModel engineModel = new EngineModel(
                network,
                new CheckpointText(tokenizer, stops.with(prompts.template().stopIds())),
                options.kvCache(),
                options.featureCacheBytes());
        return new Internals(
                network,
                precision,
                new Engine(engineModel, EngineLimits.of(options), report -> {}),
                engineModel,
                tokenizer,
                prompts,
                options.images(),
                defaults(checkpoint.generation(), stops));
    }

    /** A vocabulary of another model would give ids without a row, or call an image by another id. */
    private static void requireFit(Checkpoint checkpoint, QwenTokenizer tokenizer) {
        int rows = checkpoint.config().language().vocabSize();
        if (tokenizer.size() > rows) {
            throw new QwenVlException(
                    QwenVlException.Kind.CHECKPOINT,
                    checkpoint.rankFile() + ": has " + tokenizer.size()
                            + " tokens with the special ones, but config.json says vocab_size " + rows);
        }
        int image = checkpoint.config().vision().imageStartId();
        if (tokenizer.specials().imgStart() != image) {
            throw new QwenVlException(
                    QwenVlException.Kind.CHECKPOINT,
                    checkpoint.rankFile() + ": <img> is token "
                            + tokenizer.specials().imgStart() + ", but config.json says visual.image_start_id "
                            + image);
        }
    }

    private static AnswerOptions defaults(GenerationConfig config, StopWords stops) {
        return AnswerOptions.greedy(config.maxNewTokens())
                .withTemperature(config.doSample() ? config.temperature() : 0)
                .withTopK(config.topK())
                .withTopP(config.topP())
                .withRepetitionPenalty(config.repetitionPenalty())
                .withStopStrings(stops.texts());
    }

    /**
     * The prompt for the answer to the last message of a dialogue, its pictures read.
     *
     * @throws io.github.qwenvl4j.QwenVlException of kind TOO_LONG if it leaves no room for an answer
     */
    public Prompt prompt(Dialogue dialogue) {
        return prompts.place(prompts.encode(dialogue));
    }

    /** Answers a prompt on its own. */
    public Answer answer(Prompt prompt, AnswerOptions options) {
        try (AnswerStream stream = stream(prompt, options, Owner.once())) {
            return stream.answer();
        }
    }

    /** Begins to answer a prompt; what was computed for earlier prompts of the same owner is reused. */
    public AnswerStream stream(Prompt prompt, AnswerOptions options, Owner owner) {
        return stream(prompt, options, owner, answer -> {});
    }

    /** @param complete is told the answer, by the reader of the stream, once it is complete */
    public AnswerStream stream(Prompt prompt, AnswerOptions options, Owner owner, Consumer<Answer> complete) {
        return new StreamedAnswer(engine, prompt, options, owner, complete);
    }

    /** Answers a dialogue; its pictures are read on another thread. */
    public CompletableFuture<Answer> answerAsync(Dialogue dialogue, AnswerOptions options) {
        return PendingAnswer.start(engine, () -> prompt(dialogue), options);
    }

    /** Answers a prompt on its own, without waiting. */
    public CompletableFuture<Answer> answerAsync(Prompt prompt, AnswerOptions options) {
        return PendingAnswer.start(engine, () -> prompt, options);
    }
}
