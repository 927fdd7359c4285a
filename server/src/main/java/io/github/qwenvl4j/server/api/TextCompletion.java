package io.github.qwenvl4j.server.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.qwenvl4j.internal.EvidenceRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An answer to a completion request, or a piece of a streamed one. */
public record TextCompletion(
        String id,
        String object,
        long created,
        String model,
        String systemFingerprint,
        List<TextChoice> choices,
        Optional<Usage> usage,
        Optional<TimingsView> timings) {

    /** @param finishReason absent before the last piece */
    public record TextChoice(
            int index,
            String text,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<TextLogprobs> logprobs,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> finishReason,
            Optional<String> stopReason,
            Optional<List<EvidenceRow>> evidence) {}

    /**
     * Log probabilities of the tokens of a text.
     *
     * @param topLogprobs of each token: the likeliest in its place
     * @param textOffset of each token in the text
     */
    public record TextLogprobs(
            List<String> tokens,
            List<Double> tokenLogprobs,
            List<Map<String, Double>> topLogprobs,
            List<Integer> textOffset) {}
}
