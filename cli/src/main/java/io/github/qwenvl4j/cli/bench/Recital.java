package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.Timings;
import io.github.qwenvl4j.engine.AnswerEvent;
import io.github.qwenvl4j.engine.AnswerRequest;
import io.github.qwenvl4j.engine.Engine;
import io.github.qwenvl4j.engine.EngineLimits;
import io.github.qwenvl4j.engine.EngineModel;
import io.github.qwenvl4j.engine.EventQueue;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.model.ModelText;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.tokenizer.Detokenizer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/**
 * Greedy answers with a given text, to measure the gain and cost of speculative decoding for any weights: each id is
 * computed and chosen as in any answer, but a constraint rules out all others.
 */
record Recital(VisionLanguageModel model) {

    private static final int REGIONS = 8;
    private static final int REGION = 19; // ids of <ref>red circle</ref><box>(123,456),(789,012)</box>
    private static final int BETWEEN = 4; // ids between two regions

    /** Tokens per second of an answer that repeats the regions of its prompt, in another order and with new words. */
    double repeating() {
        int[] prompt = fresh(REGIONS * REGION);
        int[] words = fresh(REGIONS * BETWEEN);
        int[] answer = new int[REGIONS * (REGION + BETWEEN)];
        for (int i = 0; i < REGIONS; i++) {
            int region = (i * 3 + 1) % REGIONS;
            System.arraycopy(words, i * BETWEEN, answer, i * (REGION + BETWEEN), BETWEEN);
            System.arraycopy(prompt, region * REGION, answer, i * (REGION + BETWEEN) + BETWEEN, REGION);
        }
        return tokensPerSecond(prompt, answer);
    }

    /** Tokens per second of an answer of the same length without repetition. */
    double fresh() {
        return tokensPerSecond(fresh(REGIONS * REGION), fresh(REGIONS * (REGION + BETWEEN)));
    }

    private int[] fresh(int count) {
        return new Random(count).ints(count, 0, model.vocabulary()).toArray();
    }

    private double tokensPerSecond(int[] prompt, int[] answer) {
        recite(prompt, Arrays.copyOf(answer, REGION + BETWEEN)); // compiles the kernels
        return answer.length / (recite(prompt, answer).decode() / 1e3);
    }

    private Timings recite(int[] prompt, int[] answer) {
        EngineModel recited = new EngineModel(model, new Words(answer), KvCacheType.COMPUTED, 0);
        EventQueue<AnswerEvent> events = new EventQueue<>();
        AnswerOptions options = AnswerOptions.greedy(answer.length);
        try (Engine engine = new Engine(recited, EngineLimits.DEFAULT, report -> {})) {
            long never = System.nanoTime() + Duration.ofDays(1).toNanos();
            engine.submit(List.of(new AnswerRequest(
                    Prompt.of(prompt), options, Owner.once(), never, events.sink(Function.identity()))));
            while (true) {
                Optional<AnswerEvent> event = events.poll(1000);
                if (event.isPresent() && event.get() instanceof AnswerEvent.Finished finished) {
                    return finished.timings();
                }
                if (event.isPresent() && event.get() instanceof AnswerEvent.Failed failed) {
                    throw new IllegalStateException("reciting", failed.cause());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reciting", e);
        }
    }

    /** A vocabulary of ids without text, of which only the given ones are allowed. */
    private record Words(int[] answer) implements ModelText {

        @Override
        public Set<Integer> stopIds() {
            return Set.of();
        }

        @Override
        public int[] beginning(String text) {
            return new int[0];
        }

        @Override
        public Detokenizer newDetokenizer() {
            return new Silence();
        }

        @Override
        public LogitsConstraint constraint(AnswerOptions options) {
            return new Only(answer);
        }
    }

    private record Silence() implements Detokenizer {

        @Override
        public String append(int id) {
            return "";
        }

        @Override
        public String flush() {
            return "";
        }
    }

    /** Allows exactly one id at each step. */
    private static final class Only implements LogitsConstraint {

        private final int[] ids;
        private int next;

        Only(int[] ids) {
            this.ids = ids;
        }

        @Override
        public void apply(float[] logits) {
            float wanted = logits[ids[next]];
            Arrays.fill(logits, Float.NEGATIVE_INFINITY);
            logits[ids[next]] = wanted;
        }

        @Override
        public void accept(int id) {
            next++;
        }
    }
}
