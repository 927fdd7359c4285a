package io.github.qwenvl4j.server.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * The next piece of an answer that is streamed.
 *
 * @param usage in a last piece of its own, where it was asked for
 */
public record ChatChunk(
        String id,
        String object,
        long created,
        String model,
        String systemFingerprint,
        List<Choice> choices,
        @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Usage> usage) {

    /** @param finishReason only with the choice's last piece */
    public record Choice(
            int index,
            Delta delta,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Logprobs> logprobs,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> finishReason) {}

    /** @param grounding extension: regions that have become complete */
    public record Delta(Optional<String> role, Optional<String> content, Optional<List<RegionView>> grounding) {

        public static Delta first() {
            return new Delta(Optional.of("assistant"), Optional.of(""), Optional.empty());
        }

        public static Delta last() {
            return new Delta(Optional.empty(), Optional.empty(), Optional.empty());
        }

        public static Delta of(String text, List<RegionView> regions) {
            return new Delta(
                    Optional.empty(), Optional.of(text), regions.isEmpty() ? Optional.empty() : Optional.of(regions));
        }
    }
}
