package io.github.qwenvl4j.server.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.internal.EvidenceRow;
import java.util.List;
import java.util.Optional;

/** The replies of Anthropic's API. */
public final class Messages {

    private Messages() {}

    /**
     * An answer.
     *
     * @param stopReason end_turn, max_tokens, stop_sequence or tool_use; absent while it is generated
     * @param stopSequence the one that ended it
     */
    public record MessageReply(
            String id,
            String type,
            String role,
            String model,
            List<Block> content,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> stopReason,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> stopSequence,
            MessageUsage usage) {}

    /** A part of an answer. */
    public sealed interface Block {}

    /** A call of a tool. @param input its arguments */
    public record ToolUse(String type, String id, String name, JsonNode input) implements Block {

        public static ToolUse of(String id, String name, JsonNode input) {
            return new ToolUse("tool_use", id, name, input);
        }
    }

    /**
     * @param grounding extension: the regions of the text
     * @param evidence extension: how probable the values of a JSON answer are
     */
    public record TextBlock(String type, String text, List<RegionView> grounding, Optional<List<EvidenceRow>> evidence)
            implements Block {

        public static TextBlock of(String text, List<RegionView> grounding, Optional<List<EvidenceRow>> evidence) {
            return new TextBlock("text", text, grounding, evidence);
        }
    }

    /** @param inputTokens of the prompt that were computed */
    public record MessageUsage(
            int inputTokens, int cacheCreationInputTokens, int cacheReadInputTokens, int outputTokens) {

        public static MessageUsage of(Usage usage) {
            int cached = usage.promptTokensDetails().cachedTokens();
            return new MessageUsage(usage.promptTokens() - cached, 0, cached, usage.completionTokens());
        }
    }

    /** An error. */
    public record MessageError(String type, MessageErrorDetail error) {

        public static MessageError of(int status, String message) {
            return new MessageError("error", new MessageErrorDetail(type(status), message));
        }

        private static String type(int status) {
            return switch (status) {
                case 401 -> "authentication_error";
                case 403 -> "permission_error";
                case 404 -> "not_found_error";
                case 413 -> "request_too_large";
                case 429 -> "rate_limit_error";
                case 503 -> "overloaded_error";
                case 504 -> "timeout_error";
                default -> status < 500 ? "invalid_request_error" : "api_error";
            };
        }
    }

    /** What an error is about. */
    public record MessageErrorDetail(String type, String message) {}
}
