package io.github.qwenvl4j;

import io.github.qwenvl4j.grounding.GroundedText;
import io.github.qwenvl4j.grounding.GroundingForm;
import io.github.qwenvl4j.prompt.CalledTools;
import io.github.qwenvl4j.prompt.ToolCall;
import io.github.qwenvl4j.prompt.ToolForm;
import java.util.List;
import java.util.Optional;
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
 * @param toolForm how calls of tools are written in the text
 * @param evidence how sure the model was of the values of a JSON answer, if {@linkplain AnswerOptions#evidence() asked for}
 */
public record Answer(
        String text,
        List<Integer> ids,
        FinishReason finishReason,
        Usage usage,
        Timings timings,
        List<TokenLikelihood> likelihoods,
        OptionalLong seed,
        GroundingForm form,
        ToolForm toolForm,
        Optional<Evidence> evidence) {

    /**
     * Counts of tokens.
     *
     * @param promptTokens of the question with its pictures and what the template adds
     * @param reusedTokens of these, taken from an earlier question that began alike instead of computed again
     * @param newTokens generated
     * @param pictureTokens of the question, those that stand for pictures
     */
    public record Usage(int promptTokens, int reusedTokens, int newTokens, int pictureTokens) {

        /** Of a question without pictures. */
        public Usage(int promptTokens, int reusedTokens, int newTokens) {
            this(promptTokens, reusedTokens, newTokens, 0);
        }
    }

    public Answer {
        ids = List.copyOf(ids);
        likelihoods = List.copyOf(likelihoods);
    }

    /** An answer of a model that calls no tools. */
    public Answer(
            String text,
            List<Integer> ids,
            FinishReason finishReason,
            Usage usage,
            Timings timings,
            List<TokenLikelihood> likelihoods,
            OptionalLong seed,
            GroundingForm form) {
        this(text, ids, finishReason, usage, timings, likelihoods, seed, form, ToolForm.NONE, Optional.empty());
    }

    /** The tools that the model wants to be called, in order. */
    public List<ToolCall> toolCalls() {
        return called().calls();
    }

    /** The text beside the calls of tools, and these calls. */
    public CalledTools called() {
        return toolForm.parse(text);
    }

    /** The text without tags, and the regions that it names. */
    public GroundedText grounded() {
        return form.parse(text);
    }
}
