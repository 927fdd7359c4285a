package io.github.qwenvl4j;

import io.github.qwenvl4j.engine.FinishReason;
import io.github.qwenvl4j.engine.Timings;
import io.github.qwenvl4j.grounding.GroundedText;
import io.github.qwenvl4j.grounding.Grounding;
import io.github.qwenvl4j.model.AskedPrompt;
import io.github.qwenvl4j.sampling.TokenLikelihood;
import java.util.List;

/**
 * A finished answer. Holds no pictures: it may be kept.
 *
 * @param prompt what was asked, as the model took it, without the pixels of its pictures
 * @param text the given {@linkplain AnswerOptions#beginning() beginning} and the text of the ids, tags kept, cut at a stop
 *     string
 * @param ids generated, without the stop token and without the beginning
 * @param finishReason why it ended
 * @param usage tokens
 * @param timings of the stages
 * @param likelihoods of the ids, where they were {@linkplain AnswerOptions#alternatives() asked for}
 */
public record Answer(
        AskedPrompt prompt,
        String text,
        List<Integer> ids,
        FinishReason finishReason,
        Usage usage,
        Timings timings,
        List<TokenLikelihood> likelihoods) {

    /**
     * What an answer cost.
     *
     * @param promptTokens of the question
     * @param reusedTokens of them, not computed again since an earlier question began like this one
     * @param newTokens generated
     */
    public record Usage(int promptTokens, int reusedTokens, int newTokens) {}

    public Answer {
        ids = List.copyOf(ids);
        likelihoods = List.copyOf(likelihoods);
    }

    /** The text without its tags, and the regions they name. */
    public GroundedText grounded() {
        return Grounding.parse(text);
    }
}
