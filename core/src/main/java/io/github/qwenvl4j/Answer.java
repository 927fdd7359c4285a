package io.github.qwenvl4j;

import io.github.qwenvl4j.generate.FinishReason;
import io.github.qwenvl4j.generate.Generation;
import io.github.qwenvl4j.grounding.GroundedText;
import io.github.qwenvl4j.grounding.Grounding;
import io.github.qwenvl4j.model.AskedPrompt;
import java.util.List;

/**
 * A finished answer.
 *
 * @param prompt what was asked, as the model took it, without the pixels of its pictures
 * @param ids generated, without the stop token and without a given {@linkplain AnswerOptions#beginning() beginning}
 * @param text the given beginning and the text of the ids, tags kept, cut at a stop string
 * @param finishReason why it ended
 * @param reusedTokens prompt tokens that a session still held
 * @param timings of the stages
 */
public record Answer(
        AskedPrompt prompt,
        List<Integer> ids,
        String text,
        FinishReason finishReason,
        int reusedTokens,
        Generation.Timings timings) {

    /** The text without its tags, and the regions they name. */
    public GroundedText grounded() {
        return Grounding.parse(text);
    }
}
