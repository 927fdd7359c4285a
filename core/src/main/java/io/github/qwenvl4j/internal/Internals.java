package io.github.qwenvl4j.internal;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.AnswerStream;
import io.github.qwenvl4j.Decision;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.GenerationConfig;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.engine.ContinuationLikelihood;
import io.github.qwenvl4j.engine.Engine;
import io.github.qwenvl4j.engine.EngineLimits;
import io.github.qwenvl4j.engine.EngineModel;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.engine.Scoring;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.family.ModelParts;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.HiddenRows;
import io.github.qwenvl4j.model.ModelAdapter;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What an opened model consists of, for the modules of qwenvl4j. This package is not exported: it changes without notice.
 *
 * @param config what the checkpoint says of it
 * @param network vision tower and language model
 * @param precision of its weights
 * @param engine the only one that computes answers of this model
 * @param engineModel what it computes with
 * @param images the model's own source of pictures
 * @param defaults the generation defaults of the checkpoint
 */
public record Internals(
        ModelConfig config,
        VisionLanguageModel network,
        Precision precision,
        Engine engine,
        EngineModel engineModel,
        Tokenizer tokenizer,
        Prompts prompts,
        ImageLoader images,
        AnswerOptions defaults) {

    /** @param weights stay the caller's, and must outlive what is returned */
    public static Internals of(Checkpoint checkpoint, Weights weights, Precision precision, OpenOptions options) {
        ModelParts parts = Families.of(checkpoint.config()).open(checkpoint, weights);
        EngineModel engineModel =
                new EngineModel(parts.network(), parts.text(), options.kvCache(), options.featureCacheBytes());
        return new Internals(
                checkpoint.config(),
                parts.network(),
                precision,
                new Engine(engineModel, EngineLimits.of(options), report -> {}),
                engineModel,
                parts.tokenizer(),
                new Prompts(parts, checkpoint.generation(), options),
                options.images(),
                defaults(checkpoint.generation(), parts.tokenizer()));
    }

    /** The same model answering through an adapter, in one batch with its other answers. */
    public Internals through(ModelAdapter adapter) {
        return new Internals(
                config, network, precision, engine, engineModel, tokenizer, prompts.through(adapter), images, defaults);
    }

    private static AnswerOptions defaults(GenerationConfig config, Tokenizer tokenizer) {
        return AnswerOptions.greedy(config.maxNewTokens())
                .withTemperature(config.doSample() ? config.temperature() : 0)
                .withTopK(config.topK())
                .withTopP(config.topP())
                .withRepetitionPenalty(config.repetitionPenalty())
                .withStopStrings(stopTexts(config, tokenizer));
    }

    /** Stop words of several ids: they are looked for in the text. */
    private static List<String> stopTexts(GenerationConfig config, Tokenizer tokenizer) {
        return config.stopWordsIds().stream()
                .filter(word -> word.size() > 1)
                .map(word -> tokenizer.decode(
                        word.stream().mapToInt(Integer::intValue).toArray()))
                .toList();
    }

    /**
     * The prompt for the answer to the last message of a dialogue, its pictures read.
     *
     * @throws io.github.qwenvl4j.QwenVlException of kind TOO_LONG if it leaves no room for an answer
     */
    public Prompt prompt(Dialogue dialogue) {
        Map<Picture, SeenPicture> read = new HashMap<>();
        Function<Picture, SeenPicture> seen = picture -> read.computeIfAbsent(picture, prompts::read);
        return prompts.place(prompts.encode(dialogue, seen), seen);
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

    /** As {@link #stream(Prompt, AnswerOptions, Owner)}. @param hidden is told the hidden states of all rows that are computed */
    public AnswerStream stream(Prompt prompt, AnswerOptions options, Owner owner, HiddenRows hidden) {
        return new StreamedAnswer(engine, prompt, options, owner, answer -> {}, Optional.of(hidden));
    }

    /** How likely continuations of a prompt are. */
    public Scoring scoring() {
        return new Scoring(
                engine, engineModel.text().stopIds(), engineModel.network().positions());
    }

    /**
     * How likely each of some whole answers is.
     *
     * @param owner what is computed for the prompt serves others of the same owner that begin alike
     */
    public Decision decide(Prompt prompt, List<String> answers, Owner owner) {
        List<int[]> ids = answers.stream().map(engineModel.text()::beginning).toList();
        List<ContinuationLikelihood> likelihoods = scoring().of(prompt, ids, owner);
        List<Decision.Option> options = new ArrayList<>();
        for (ContinuationLikelihood likelihood : likelihoods) {
            options.add(new Decision.Option(
                    answers.get(options.size()),
                    0,
                    likelihood.sum() + likelihood.end(),
                    likelihood.tokens().size() + 1));
        }
        return Decision.of(options);
    }

    /** Answers a dialogue; its pictures are read on another thread. */
    public CompletableFuture<Answer> answerAsync(Dialogue dialogue, AnswerOptions options) {
        return PendingAnswer.start(engine, () -> prompt(dialogue), options, Owner.once());
    }

    /** Answers a prompt on its own, without waiting. */
    public CompletableFuture<Answer> answerAsync(Prompt prompt, AnswerOptions options) {
        return answerAsync(prompt, options, Owner.once());
    }

    /** Answers a prompt without waiting; what was computed for earlier prompts of the same owner is reused. */
    public CompletableFuture<Answer> answerAsync(Prompt prompt, AnswerOptions options, Owner owner) {
        return PendingAnswer.start(engine, () -> prompt, options, owner);
    }
}
