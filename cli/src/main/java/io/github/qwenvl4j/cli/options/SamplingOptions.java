package io.github.qwenvl4j.cli.options;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVlException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** How an answer is generated, as far as the command line says; the checkpoint's own values hold otherwise. */
public final class SamplingOptions {

    private static final int LONGEST = 1_000_000; // seconds

    @Option(names = "--temperature", paramLabel = "T", description = "0 chooses the most likely token at every step.")
    private Double temperature;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            description = "Sample among the likeliest tokens that reach P together.")
    private Double topP;

    @Option(
            names = "--min-p",
            paramLabel = "P",
            description = "Sample among the tokens at least P times as likely as the likeliest; 0 for all.")
    private Double minP;

    @Option(names = "--top-k", paramLabel = "K", description = "Sample among the K likeliest tokens; 0 for all.")
    private Integer topK;

    @Option(names = "--repetition-penalty", paramLabel = "R", description = "Above 1 avoids tokens already used.")
    private Double repetitionPenalty;

    @Option(
            names = "--presence-penalty",
            paramLabel = "P",
            description = "Above 0 avoids tokens that the answer contains already.")
    private Double presencePenalty;

    @Option(
            names = "--frequency-penalty",
            paramLabel = "F",
            description = "Above 0 avoids tokens the more often the answer contains them.")
    private Double frequencyPenalty;

    @Option(names = "--seed", paramLabel = "N", description = "Makes sampling repeatable.")
    private Long seed;

    @Option(names = "--max-new-tokens", paramLabel = "N", description = "At most N tokens.")
    private Integer maxNewTokens;

    @Option(names = "--stop", paramLabel = "TEXT", description = "End the answer before this text; repeatable.")
    private List<String> stops = List.of();

    @Option(
            names = "--beginning",
            paramLabel = "TEXT",
            description = "Let the answer begin with this text, in which <ref>, <box> and <quad> tags count.")
    private String beginning;

    @Option(
            names = "--time-limit",
            paramLabel = "SECONDS",
            description = "Stop an answer that takes longer; what was generated is printed, the exit code is 1.")
    private Double timeLimit;

    @Option(names = "--constrain-boxes", description = "Let only well-formed boxes be generated.")
    private boolean constrainBoxes;

    /**
     * The defaults, with what the command line says in their place.
     *
     * @throws io.github.qwenvl4j.QwenVlException for a value out of range
     */
    public AnswerOptions over(AnswerOptions defaults) {
        AnswerOptions options = defaults.withConstrainBoxes(constrainBoxes);
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

    /** Whether the answer's beginning is given. */
    public boolean begins() {
        return beginning != null;
    }

    /** Refuses values out of range before a model is loaded for nothing. */
    public void requireValid() {
        over(AnswerOptions.greedy(1));
    }
}
