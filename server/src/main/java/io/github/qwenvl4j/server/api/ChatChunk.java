package io.github.qwenvl4j.server.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * One chunk of a streamed answer.
 *
 * @param usage only in a separate final chunk, if requested
 * @param timings extension: beside the usage
 */
public record ChatChunk(
        String id,
        String object,
        long created,
        String model,
        String systemFingerprint,
        List<Choice> choices,
        @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Usage> usage,
        Optional<TimingsView> timings) {

    /**
     * @param finishReason only in the last chunk of a choice
     * @param stopReason extension: the stop string that ended the choice
     */
    public record Choice(
            int index,
            Delta delta,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Logprobs> logprobs,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> finishReason,
            Optional<String> stopReason) {}

    /**
     * @param toolCalls pieces of calls of tools
     * @param grounding extension: regions completed by this chunk
     */
    public record Delta(
            Optional<String> role,
            Optional<String> content,
            Optional<List<CallView>> toolCalls,
            Optional<List<RegionView>> grounding) {

        public static Delta first() {
            return new Delta(Optional.of("assistant"), Optional.of(""), Optional.empty(), Optional.empty());
        }

        public static Delta last() {
            return new Delta(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }

        public static Delta of(String text, List<CallView> calls, List<RegionView> regions) {
            return new Delta(
                    Optional.empty(),
                    calls.isEmpty() || !text.isEmpty() ? Optional.of(text) : Optional.empty(),
                    Optional.of(calls).filter(some -> !some.isEmpty()),
                    Optional.of(regions).filter(some -> !some.isEmpty()));
        }
    }
}
