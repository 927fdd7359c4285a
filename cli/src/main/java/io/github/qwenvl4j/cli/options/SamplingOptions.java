package io.github.qwenvl4j.cli.options;

import io.github.qwenvl4j.AnswerOptions;
import picocli.CommandLine.Option;

/** How an answer is generated, as far as the command line says; the checkpoint's own values hold otherwise. */
public final class SamplingOptions {

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

    @Option(names = "--seed", paramLabel = "N", description = "Makes sampling repeatable.")
    private Long seed;

    @Option(names = "--max-new-tokens", paramLabel = "N", description = "At most N tokens.")
    private Integer maxNewTokens;

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
        options = seed == null ? options : options.withSeed(seed);
        return maxNewTokens == null ? options : options.withMaxNewTokens(maxNewTokens);
    }

    /** Refuses values out of range before a model is loaded for nothing. */
    public void requireValid() {
        over(AnswerOptions.greedy(1));
    }
}
