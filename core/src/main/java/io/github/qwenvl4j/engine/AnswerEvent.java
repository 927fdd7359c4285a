package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.Evidence;
import io.github.qwenvl4j.FinishReason;
import io.github.qwenvl4j.Timings;
import io.github.qwenvl4j.TokenLikelihood;
import java.util.Optional;

/** What happens to an answer, in this order: started once, tokens, and at last finished or failed. */
public sealed interface AnswerEvent {

    /** The prompt's turn has come. @param cachedTokens prompt tokens that need not be computed */
    record Started(int cachedTokens) implements AnswerEvent {}

    /**
     * A token was generated.
     *
     * @param text that became certain with it: whole characters, possibly none
     * @param likelihood present where it was asked for
     */
    record Token(int id, String text, Optional<TokenLikelihood> likelihood) implements AnswerEvent {}

    /**
     * The answer is complete.
     *
     * @param text the rest of it
     * @param stop the stop string that ended it, if one did
     * @param evidence of a JSON answer, where it was asked for
     */
    record Finished(
            FinishReason reason, String text, Timings timings, Optional<String> stop, Optional<Evidence> evidence)
            implements AnswerEvent {}

    /** The answer could not be completed. */
    record Failed(Throwable cause) implements AnswerEvent {}
}
