package io.github.qwenvl4j;

import io.github.qwenvl4j.grounding.GroundedText;
import io.github.qwenvl4j.grounding.GroundingForm;
import java.util.List;
import java.util.OptionalLong;

/**
 * A complete answer: plain data, which may be kept.
 *
 * @param text the given {@linkplain AnswerOptions#beginning() beginning} and what the model generated, with grounding tags,
 *     up to a stop string
 * @param ids the generated tokens, without the stop token and without the beginning
 * @param finishReason why it ended
 * @param usage tokens of question and answer
 * @param timings of the stages
 * @param likelihoods of the tokens, if {@linkplain AnswerOptions#alternatives() asked for}
 * @param seed with which sampling gives this answer again; absent for a greedy answer, which needs none
 * @param form how places are written in the text
 */
public record Answer(
        String text,
        List<Integer> ids,
        FinishReason finishReason,
        Usage usage,
        Timings timings,
        List<TokenLikelihood> likelihoods,
        OptionalLong seed,
        GroundingForm form) {

    /**
     * Counts of tokens.
     *
     * @param promptTokens of the question with its pictures and what the template adds
     * @param reusedTokens of these, taken from an earlier question that began alike instead of computed again
     * @param newTokens generated
     */
    public record Usage(int promptTokens, int reusedTokens, int newTokens) {}

    public Answer {
        ids = List.copyOf(ids);
        likelihoods = List.copyOf(likelihoods);
    }

    /** The text without tags, and the regions that it names. */
    public GroundedText grounded() {
        return form.parse(text);
    }
}
