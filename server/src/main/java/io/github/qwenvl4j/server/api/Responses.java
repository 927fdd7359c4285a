package io.github.qwenvl4j.server.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.internal.EvidenceRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The replies of OpenAI's responses. */
public final class Responses {

    private Responses() {}

    /**
     * A response. It is not kept.
     *
     * @param status in_progress, completed or incomplete
     * @param usage absent while it is generated
     */
    public record Response(
            String id,
            String object,
            long createdAt,
            String status,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<ErrorBody> error,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Incomplete> incompleteDetails,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> instructions,
            String model,
            List<Item> output,
            boolean parallelToolCalls,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> previousResponseId,
            boolean store,
            JsonNode toolChoice,
            JsonNode tools,
            String truncation,
            Map<String, String> metadata,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<ResponseUsage> usage) {}

    /** @param reason max_output_tokens */
    public record Incomplete(String reason) {}

    /** What the model has given out. */
    public sealed interface Item {}

    /** A message of the model. */
    public record Said(String id, String type, String status, String role, List<SaidText> content) implements Item {}

    /**
     * A call of a tool.
     *
     * @param callId by which its result names it
     * @param arguments a JSON object as text
     */
    public record Called(String id, String type, String status, String callId, String name, String arguments)
            implements Item {}

    /**
     * @param grounding extension: the regions of the text
     * @param evidence extension: how probable the values of a JSON answer are
     */
    public record SaidText(
            String type,
            String text,
            List<Object> annotations,
            List<Object> logprobs,
            List<RegionView> grounding,
            Optional<List<EvidenceRow>> evidence) {

        public static SaidText of(String text, List<RegionView> grounding, Optional<List<EvidenceRow>> evidence) {
            return new SaidText("output_text", text, List.of(), List.of(), grounding, evidence);
        }
    }

    /** Token counts. */
    public record ResponseUsage(
            int inputTokens,
            InputDetails inputTokensDetails,
            int outputTokens,
            OutputDetails outputTokensDetails,
            int totalTokens) {

        public static ResponseUsage of(Usage usage) {
            return new ResponseUsage(
                    usage.promptTokens(),
                    new InputDetails(
                            usage.promptTokensDetails().cachedTokens(),
                            0,
                            usage.promptTokensDetails().imageTokens()),
                    usage.completionTokens(),
                    new OutputDetails(0),
                    usage.totalTokens());
        }
    }

    /**
     * @param cacheWriteTokens always 0, as nothing is charged for; the newest clients require the field
     * @param imageTokens extension: those that stand for pictures
     */
    public record InputDetails(int cachedTokens, int cacheWriteTokens, int imageTokens) {}

    public record OutputDetails(int reasoningTokens) {}
}
