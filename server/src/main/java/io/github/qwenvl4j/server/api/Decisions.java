package io.github.qwenvl4j.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** Requests and replies of {@code /v1/decisions}: how probable each of some answers is. */
public final class Decisions {

    private Decisions() {}

    /**
     * @param options the answers
     * @param lengthNormalised whether they are compared by the mean likelihood of their tokens
     */
    public record DecisionRequest(List<String> options, Optional<Boolean> lengthNormalised) {

        /** @param given also has the fields of a chat request that ask the question */
        public static DecisionRequest of(JsonNode given) {
            return Json.bind(given, DecisionRequest.class);
        }
    }

    /** @param decision the most probable answer */
    public record DecisionReply(
            String id,
            String object,
            long created,
            String model,
            String decision,
            List<OptionView> options,
            Usage usage) {}

    /**
     * @param probability of this one, given that it is one of them
     * @param logprob that the model's free answer is this text and nothing behind it
     * @param tokens of the text, its end among them
     */
    public record OptionView(String text, double probability, double logprob, int tokens) {}
}
