package io.github.qwenvl4j.generate;

import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.QwenVlModel;
import io.github.qwenvl4j.model.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Generates answers, one session at a time. Knows ids, not text. Thread-safe as far as the sessions are distinct.
 */
public final class Generator {

    private final QwenVlModel model;
    private final ImageFeatures imageFeatures;
    private final Decoder decoder;
    private final int tokens;
    private final Set<Integer> stopIds;

    /**
     * @param tokens ids from here on name no token and are never chosen ({@code vocab_size} is padded beyond them)
     * @param stopIds end an answer and are not part of it
     */
    public Generator(QwenVlModel model, ImageFeatures imageFeatures, int tokens, Set<Integer> stopIds) {
        this.model = model;
        this.imageFeatures = imageFeatures;
        this.decoder = new Decoder(model);
        this.tokens = tokens;
        this.stopIds = Set.copyOf(stopIds);
    }

    /**
     * Answers a prompt. The session then holds the prompt and the answer but for its last token.
     *
     * @param constraint which tokens may come; is told those that are chosen
     * @param goOn given each new id as it comes; false ends the answer
     * @throws io.github.qwenvl4j.QwenVlException when the prompt leaves none of the model's positions for an answer; an
     *     answer that reaches the last position ends there
     */
    public Generation generate(
            Session session, Prompt prompt, GenerationOptions options, LogitsConstraint constraint, IntPredicate goOn) {
        try (PointerScope scope = new PointerScope()) {
            Stopwatch stopwatch = new Stopwatch();
            List<RgbImage> images =
                    prompt.images().stream().map(Prompt.PlacedImage::image).toList();
            Tensor features = images.isEmpty() ? null : imageFeatures.of(images);
            double vision = stopwatch.lap();
            PromptRows rows = new PromptRows(model, session, prompt, features);
            float[] logits = decoder.prefill(rows);
            double prefill = stopwatch.lap();
            List<Integer> ids = new ArrayList<>();
            FinishReason reason;
            try (Decoding decoding = decoding(session, prompt, options)) {
                reason = decode(decoding, prompt, logits, options, constraint, id -> {
                    ids.add(id);
                    constraint.accept(id);
                    return goOn.test(id);
                });
            }
            Generation.Timings timings = new Generation.Timings(vision, prefill, stopwatch.lap());
            return new Generation(List.copyOf(ids), reason, rows.reused(), timings);
        }
    }

    /** Greedy answers are guessed ahead; where ids are drawn, guesses would be wrong too often. */
    private Decoding decoding(Session session, Prompt prompt, GenerationOptions options) {
        return options.temperature() == 0
                ? new SpeculativeDecoding(decoder, session, prompt.ids())
                : new Decoding.Plain(decoder, session);
    }

    private FinishReason decode(
            Decoding decoding,
            Prompt prompt,
            float[] firstLogits,
            GenerationOptions options,
            LogitsConstraint constraint,
            IntPredicate goOn) {
        Sampler sampler = Sampler.of(options);
        RepetitionPenalty penalty = new RepetitionPenalty(options.repetitionPenalty(), prompt.ids());
        int positions = decoder.positions();
        float[] logits = firstLogits;
        for (int count = 1; ; count++) {
            float[] candidates = Arrays.copyOf(logits, tokens);
            penalty.apply(candidates);
            constraint.apply(candidates);
            int id = sampler.sample(candidates);
            if (stopIds.contains(id)) {
                return FinishReason.STOP;
            }
            if (!goOn.test(id)) {
                return FinishReason.CANCELLED;
            }
            if (count == options.maxNewTokens() || prompt.length() + count == positions) {
                return FinishReason.LENGTH;
            }
            penalty.add(id);
            logits = decoding.after(id);
        }
    }

    /** Milliseconds since the last lap. */
    private static final class Stopwatch {

        private long start = System.nanoTime();

        double lap() {
            long now = System.nanoTime();
            double millis = (now - start) / 1e6;
            start = now;
            return millis;
        }
    }
}
