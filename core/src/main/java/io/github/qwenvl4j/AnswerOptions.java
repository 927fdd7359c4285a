package io.github.qwenvl4j;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How an answer is generated, where it begins and where it ends. Start from {@link QwenVl#defaults} or {@link #greedy} and
 * change single options:
 *
 * <pre>{@code
 * model.defaults().withTemperature(0.7).withTopP(0.9).withMaxNewTokens(200)
 * }</pre>
 *
 * <p>Sampling options apply in this order: penalties, temperature, top-k, top-p, min-p, draw. A program should not call the
 * constructor: it gets a parameter for each new option.
 *
 * @param maxNewTokens at most this many tokens, at least 1
 * @param temperature 0 chooses the most likely token (greedy)
 * @param topK sample among the k most likely tokens; 0 for all
 * @param topP sample among the fewest most likely tokens whose probability reaches p; 1 for all
 * @param minP sample among the tokens whose probability is at least this share of the most likely one's; 0 for all
 * @param repetitionPenalty divides positive and multiplies negative logits of all tokens in prompt and answer; 1 for none
 * @param presencePenalty subtracted from the logit of every token that the answer contains; 0 for none
 * @param frequencyPenalty subtracted from it once for each time the answer contains it; 0 for none
 * @param seed makes sampling repeatable; a random one is drawn if absent
 * @param stopStrings the answer ends before the first of these that it would contain
 * @param beginning the answer begins with this text, in which grounding tags count; empty for none
 * @param constrainBoxes restricts what is generated within {@code <box>} and {@code <quad>} to well-formed coordinates
 * @param format what the answer may be
 * @param tokens what single tokens are worth, and which of them end the answer
 * @param alternatives how many likely tokens to report beside each chosen one; absent: no likelihoods
 * @param evidence reports how sure the model was of each value of a JSON answer; values less probable than this are
 *     marked for review. Absent: no evidence
 * @param closeJson closes a JSON answer that is cut off at {@code maxNewTokens}, so that it is JSON: its last value may be
 *     only the beginning of one, and what follows is missing
 * @param timeLimit from the question to the end of the answer; the answer is cancelled after it
 */
public record AnswerOptions(
        int maxNewTokens,
        double temperature,
        int topK,
        double topP,
        double minP,
        double repetitionPenalty,
        double presencePenalty,
        double frequencyPenalty,
        OptionalLong seed,
        List<String> stopStrings,
        String beginning,
        boolean constrainBoxes,
        AnswerFormat format,
        TokenRules tokens,
        OptionalInt alternatives,
        OptionalDouble evidence,
        boolean closeJson,
        Optional<Duration> timeLimit) {

    public AnswerOptions {
        require(maxNewTokens >= 1, "max-new-tokens", maxNewTokens, "at least 1");
        require(temperature >= 0 && temperature <= 100, "temperature", temperature, "from 0 to 100");
        require(topK >= 0, "top-k", topK, "0 (off) or more");
        require(topP > 0 && topP <= 1, "top-p", topP, "above 0, at most 1");
        require(minP >= 0 && minP <= 1, "min-p", minP, "from 0 to 1");
        require(repetitionPenalty > 0 && repetitionPenalty <= 100, "repetition-penalty", repetitionPenalty, "above 0");
        require(Math.abs(presencePenalty) <= 100, "presence-penalty", presencePenalty, "from -100 to 100");
        require(Math.abs(frequencyPenalty) <= 100, "frequency-penalty", frequencyPenalty, "from -100 to 100");
        Objects.requireNonNull(seed, "seed");
        stopStrings = List.copyOf(Objects.requireNonNull(stopStrings, "stopStrings"));
        Objects.requireNonNull(beginning, "beginning");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(tokens, "tokens");
        if (stopStrings.contains("")) {
            throw new QwenVlException("a stop string must not be empty");
        }
        if (constrainBoxes && !(format instanceof AnswerFormat.FreeText)) {
            throw new QwenVlException("constrain-boxes applies to free text, not to an answer of another format");
        }
        if (tokens.prolongs() && !(format instanceof AnswerFormat.FreeText)) {
            throw new QwenVlException(
                    "an answer of a format ends where the format ends: min-tokens and ignore-eos apply to free text");
        }
        evidence.ifPresent(limit -> require(limit >= 0 && limit <= 1, "review-below", limit, "from 0 to 1"));
        int reported = alternatives.orElse(0);
        require(reported >= 0, "alternatives", reported, "0 or more");
        timeLimit.ifPresent(limit -> require(limit.compareTo(Duration.ZERO) > 0, "time-limit", limit, "above 0"));
    }

    private static void require(boolean valid, String name, Object value, String range) {
        if (!valid) {
            throw new QwenVlException(name + " is " + value + ", but must be " + range);
        }
    }

    /** The most likely token at every step. */
    public static AnswerOptions greedy(int maxNewTokens) {
        Values values = new Values();
        values.maxNewTokens = maxNewTokens;
        return values.options();
    }

    /** These options with a seed, which is drawn here if sampling needs one and none is given. */
    public AnswerOptions seeded() {
        return temperature == 0 || seed.isPresent()
                ? this
                : withSeed(ThreadLocalRandom.current().nextLong(1L << 53)); // a number that JSON keeps
    }

    /** These options, changed by a value if there is one: {@code withGiven(seed, AnswerOptions::withSeed)}. */
    public <T> AnswerOptions withGiven(@Nullable T value, BiFunction<AnswerOptions, T, AnswerOptions> change) {
        return value == null ? this : change.apply(this, value);
    }

    public AnswerOptions withMaxNewTokens(int value) {
        return with(values -> values.maxNewTokens = value);
    }

    public AnswerOptions withTemperature(double value) {
        return with(values -> values.temperature = value);
    }

    public AnswerOptions withTopK(int value) {
        return with(values -> values.topK = value);
    }

    public AnswerOptions withTopP(double value) {
        return with(values -> values.topP = value);
    }

    public AnswerOptions withMinP(double value) {
        return with(values -> values.minP = value);
    }

    public AnswerOptions withRepetitionPenalty(double value) {
        return with(values -> values.repetitionPenalty = value);
    }

    public AnswerOptions withPresencePenalty(double value) {
        return with(values -> values.presencePenalty = value);
    }

    public AnswerOptions withFrequencyPenalty(double value) {
        return with(values -> values.frequencyPenalty = value);
    }

    /** Makes the answer repeatable: the same question, options and seed give the same answer. */
    public AnswerOptions withSeed(long value) {
        return with(values -> values.seed = OptionalLong.of(value));
    }

    /** Ends the answer before the first of these texts that it would contain. */
    public AnswerOptions withStopStrings(List<String> value) {
        return with(values -> values.stopStrings = value);
    }

    /** Makes the answer begin with this text. */
    public AnswerOptions withBeginning(String value) {
        return with(values -> values.beginning = value);
    }

    /** Whether to restrict boxes and quads to well-formed coordinates. */
    public AnswerOptions withConstrainBoxes(boolean value) {
        return with(values -> values.constrainBoxes = value);
    }

    /** What the answer may be: JSON that fits a schema, one of several texts, ... */
    public AnswerOptions withFormat(AnswerFormat value) {
        return with(values -> values.format = value);
    }

    /** What single tokens are worth, and which of them end the answer. */
    public AnswerOptions withTokens(TokenRules value) {
        return with(values -> values.tokens = value);
    }

    /** Reports the likelihood of each token, and of this many likely tokens beside it. */
    public AnswerOptions withAlternatives(int value) {
        return with(values -> values.alternatives = OptionalInt.of(value));
    }

    /** Reports how sure the model was of each value of a JSON answer, and marks those that are less probable than this. */
    public AnswerOptions withEvidence(double reviewBelow) {
        return with(values -> values.evidence = OptionalDouble.of(reviewBelow));
    }

    /** Closes a JSON answer that is cut off; its finish reason stays {@link FinishReason#LENGTH}. */
    public AnswerOptions withCloseJson(boolean value) {
        return with(values -> values.closeJson = value);
    }

    /** Cancels the answer after this time. */
    public AnswerOptions withTimeLimit(Duration value) {
        return with(values -> values.timeLimit = Optional.of(value));
    }

    private AnswerOptions with(Consumer<Values> change) {
        Values values = new Values(this);
        change.accept(values);
        return values.options();
    }

    /** A copy to be changed in one place, so that a new option does not touch the others. */
    private static final class Values {

        private int maxNewTokens;
        private double temperature;
        private int topK;
        private double topP = 1;
        private double minP;
        private double repetitionPenalty = 1;
        private double presencePenalty;
        private double frequencyPenalty;
        private OptionalLong seed = OptionalLong.empty();
        private List<String> stopStrings = List.of();
        private String beginning = "";
        private boolean constrainBoxes;
        private AnswerFormat format = AnswerFormat.freeText();
        private TokenRules tokens = TokenRules.NONE;
        private OptionalInt alternatives = OptionalInt.empty();
        private OptionalDouble evidence = OptionalDouble.empty();
        private boolean closeJson;
        private Optional<Duration> timeLimit = Optional.empty();

        Values() {}

        Values(AnswerOptions options) {
            maxNewTokens = options.maxNewTokens;
            temperature = options.temperature;
            topK = options.topK;
            topP = options.topP;
            minP = options.minP;
            repetitionPenalty = options.repetitionPenalty;
            presencePenalty = options.presencePenalty;
            frequencyPenalty = options.frequencyPenalty;
            seed = options.seed;
            stopStrings = options.stopStrings;
            beginning = options.beginning;
            constrainBoxes = options.constrainBoxes;
            format = options.format;
            tokens = options.tokens;
            alternatives = options.alternatives;
            evidence = options.evidence;
            closeJson = options.closeJson;
            timeLimit = options.timeLimit;
        }

        AnswerOptions options() {
            return new AnswerOptions(
                    maxNewTokens,
                    temperature,
                    topK,
                    topP,
                    minP,
                    repetitionPenalty,
                    presencePenalty,
                    frequencyPenalty,
                    seed,
                    stopStrings,
                    beginning,
                    constrainBoxes,
                    format,
                    tokens,
                    alternatives,
                    evidence,
                    closeJson,
                    timeLimit);
        }
    }
}
