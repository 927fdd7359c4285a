package io.github.qwenvl4j.cli.options;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVlException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of an answer. The checkpoint's defaults apply to those that are not given. */
public final class SamplingOptions {

    private static final int LONGEST = 1_000_000; // seconds

    @Option(names = "--temperature", paramLabel = "T", description = "0: always the most likely token.")
    private Double temperature;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            description = "Sample among the most likely tokens whose probabilities add up to P.")
    private Double topP;

    @Option(
            names = "--min-p",
            paramLabel = "P",
            description = "Sample among the tokens at least P times as likely as the most likely one; 0: all.")
    private Double minP;

    @Option(names = "--top-k", paramLabel = "K", description = "Sample among the K most likely tokens; 0: all.")
    private Integer topK;

    @Option(
            names = "--repetition-penalty",
            paramLabel = "R",
            description = "Above 1: avoid tokens of the prompt and of the answer.")
    private Double repetitionPenalty;

    @Option(
            names = "--presence-penalty",
            paramLabel = "P",
            description = "Above 0: avoid tokens that the answer contains.")
    private Double presencePenalty;

    @Option(
            names = "--frequency-penalty",
            paramLabel = "F",
            description = "Above 0: avoid a token in proportion to its count in the answer.")
    private Double frequencyPenalty;

    @Option(names = "--seed", paramLabel = "N", description = "Makes sampling reproducible.")
    private Long seed;

    @Option(names = "--max-new-tokens", paramLabel = "N", description = "Maximum number of generated tokens.")
    private Integer maxNewTokens;

    @Option(names = "--stop", paramLabel = "TEXT", description = "End the answer before this text; repeatable.")
    private List<String> stops = List.of();

    @Option(
            names = "--beginning",
            paramLabel = "TEXT",
            description = "Begin the answer with this text; <ref>, <box> and <quad> in it are tags.")
    private String beginning;

    @Option(
            names = "--time-limit",
            paramLabel = "SECONDS",
            description = "Cancel an answer that takes longer: prints what was generated, exit code 1.")
    private Double timeLimit;

    @Option(
            names = "--constrain-boxes",
            description =
                    "Restrict output inside <box> and <quad> to well-formed coordinates; with Qwen3-VL the answer is a "
                            + "JSON list of boxes or points.")
    private boolean constrainBoxes;

    @Mixin
    private FormatOptions format;

    /**
     * The defaults, overridden by the options given.
     *
     * @throws io.github.qwenvl4j.QwenVlException for a value out of range
     */
    public AnswerOptions over(AnswerOptions defaults) {
        AnswerOptions options = format.over(defaults.withConstrainBoxes(constrainBoxes));
        options = temperature == null ? options : options.withTemperature(temperature);
        options = topP == null ? options : options.withTopP(topP);
        options = minP == null ? options : options.withMinP(minP);
        options = topK == null ? options : options.withTopK(topK);
        options = repetitionPenalty == null ? options : options.withRepetitionPenalty(repetitionPenalty);
        options = presencePenalty == null ? options : options.withPresencePenalty(presencePenalty);
        options = frequencyPenalty == null ? options : options.withFrequencyPenalty(frequencyPenalty);
        options = beginning == null ? options : options.withBeginning(beginning);
        options = timeLimit == null ? options : options.withTimeLimit(duration(timeLimit));
        options = options.withStopStrings(
                Stream.concat(options.stopStrings().stream(), stops.stream()).toList());
        options = seed == null ? options : options.withSeed(seed);
        return maxNewTokens == null ? options : options.withMaxNewTokens(maxNewTokens);
    }

    private static Duration duration(double seconds) {
        if (!(seconds > 0 && seconds <= LONGEST)) {
            throw new QwenVlException("time-limit is " + seconds + ", but must be above 0, at most " + LONGEST);
        }
        return Duration.ofNanos(Math.max(1, Math.round(seconds * 1e9)));
    }

    /** Whether a beginning of the answer is given. */
    public boolean begins() {
        return beginning != null;
    }

    /** Refuses an answer that was cut off before it could fit the form that is asked for. */
    public void requireWhole(Answer answer) {
        format.requireWhole(answer);
    }

    /** Refuses values out of range, before a model is loaded. */
    public void requireValid() {
        over(AnswerOptions.greedy(1));
    }
}
