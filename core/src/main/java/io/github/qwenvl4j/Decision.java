package io.github.qwenvl4j;

import java.util.Comparator;
import java.util.List;

/**
 * How a model divides its belief among given answers to a question.
 *
 * @param options in the order in which they were given; their probabilities add up to 1
 */
public record Decision(List<Option> options) {

    /**
     * One of the answers.
     *
     * @param probability of this one, given that it is one of them
     * @param logLikelihood natural logarithm of the probability that the model's answer, left free, is this text and nothing
     *     behind it
     * @param tokens of it, its end among them
     */
    public record Option(String text, double probability, double logLikelihood, int tokens) {}

    public Decision {
        options = List.copyOf(options);
    }

    /** @param options whose probabilities are not read: they are computed from the likelihoods */
    public static Decision of(List<Option> options) {
        return new Decision(divided(options, false));
    }

    /** The most probable answer; the first one among equals. */
    public Option best() {
        return options.stream()
                .max(Comparator.comparingDouble(Option::probability))
                .orElseThrow();
    }

    /**
     * The same decision by the mean likelihood of a token. A long text is less likely than a short one only because it has more
     * tokens; where answers differ in length for reasons that have nothing to do with the question, this compares them
     * fairly. Where the texts are short and alike, such as yes and no, the probabilities as they are mean more.
     */
    public Decision lengthNormalised() {
        return new Decision(divided(options, true));
    }

    private static List<Option> divided(List<Option> options, boolean byLength) {
        double[] scores = options.stream()
                .mapToDouble(option -> byLength ? option.logLikelihood / option.tokens : option.logLikelihood)
                .toArray();
        double max = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            max = Math.max(max, score);
        }
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.exp(scores[i] - max);
            sum += scores[i];
        }
        Option[] divided = new Option[scores.length];
        for (int i = 0; i < scores.length; i++) {
            Option option = options.get(i);
            divided[i] = new Option(option.text, scores[i] / sum, option.logLikelihood, option.tokens);
        }
        return List.of(divided);
    }
}
