package io.github.qwenvl4j.server.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/** A complete answer to a {@link ChatRequest}. @param timings extension */
public record ChatCompletion(
        String id,
        String object,
        long created,
        String model,
        String systemFingerprint,
        List<Choice> choices,
        Usage usage,
        Optional<TimingsView> timings) {

    /** One of the {@code n} answers. @param stopReason extension: the stop string that ended it */
    public record Choice(
            int index,
            Message message,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Logprobs> logprobs,
            String finishReason,
            Optional<String> stopReason) {}

    /**
     * @param content absent where tools are called and nothing is said
     * @param toolCalls absent where none is called
     * @param refusal always null: OpenAI's clients expect the field
     * @param grounding extension: the regions of the text
     */
    public record Message(
            String role,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> content,
            Optional<List<CallView>> toolCalls,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> refusal,
            List<RegionView> grounding) {

        public static Message of(String content, List<CallView> calls, List<RegionView> grounding) {
            return new Message(
                    "assistant",
                    Optional.of(content).filter(text -> calls.isEmpty() || !text.isEmpty()),
                    Optional.of(calls).filter(some -> !some.isEmpty()),
                    Optional.empty(),
                    grounding);
        }

        public String text() {
            return content.orElse("");
        }

        public List<CallView> calls() {
            return toolCalls.orElse(List.of());
        }
    }
}
