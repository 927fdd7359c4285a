package io.github.qwenvl4j.server.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.internal.EvidenceRow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The supported messages of Ollama's API. */
public final class Ollama {

    private Ollama() {}

    /** A request to {@code /api/chat}. Streams by default; without messages it only loads the model. */
    public record ChatRequest(
            Optional<String> model,
            List<Message> messages,
            Optional<Boolean> stream,
            Optional<JsonNode> format,
            List<io.github.qwenvl4j.server.api.ChatRequest.OfferedTool> tools,
            Optional<JsonNode> options,
            OptionalDouble keepAlive) {

        public ChatRequest {
            tools = tools == null ? List.of() : tools;
            messages = messages == null ? List.of() : messages;
            format = Json.given(format);
            options = Json.given(options);
        }

        /** Whether the model is to be unloaded at once. */
        public boolean leaves() {
            return Ollama.leaves(keepAlive);
        }
    }

    /** Whether a model that is kept so many seconds leaves at once. */
    private static boolean leaves(OptionalDouble keepAlive) {
        return keepAlive.isPresent() && keepAlive.getAsDouble() == 0;
    }

    /**
     * @param images in base64, placed before the text
     * @param toolCalls of the assistant
     * @param toolCallId which call a message with the role tool is the result of; absent: the next one
     */
    public record Message(
            String role,
            Optional<String> content,
            List<String> images,
            List<Call> toolCalls,
            Optional<String> toolCallId) {

        public Message {
            toolCalls = toolCalls == null ? List.of() : toolCalls;
            images = images == null ? List.of() : images;
        }
    }

    /** A call of a tool. */
    public record Call(Optional<String> id, CalledFunction function) {}

    /** @param arguments an object */
    public record CalledFunction(OptionalInt index, String name, JsonNode arguments) {}

    /** A request to {@code /api/generate}. Streams by default; without a prompt it only loads the model. */
    public record GenerateRequest(
            Optional<String> model,
            Optional<String> prompt,
            Optional<String> system,
            List<String> images,
            Optional<Boolean> stream,
            Optional<JsonNode> format,
            Optional<JsonNode> options,
            OptionalDouble keepAlive) {

        public GenerateRequest {
            format = Json.given(format);
            options = Json.given(options);
            images = images == null ? List.of() : images;
        }

        /** Whether the model is to be unloaded at once. */
        public boolean leaves() {
            return Ollama.leaves(keepAlive);
        }

        public boolean asksNothing() {
            return prompt.orElse("").isEmpty() && images.isEmpty();
        }
    }

    /** A request to {@code /api/show}; {@code name} is the older name of {@code model}. */
    public record ShowRequest(Optional<String> model, Optional<String> name) {

        public Optional<String> asked() {
            return model.or(this::name);
        }
    }

    /**
     * Statistics of an answer, only in its last piece. Durations are in nanoseconds, from the arrival of the request.
     *
     * @param loadDuration 0: the model is in memory
     * @param promptEvalCount tokens of the prompt
     * @param promptEvalDuration until the first token of the answer, including time in the queue
     * @param evalCount tokens of the answer
     * @param evalDuration from the first token of the answer to its end
     */
    public record Counts(
            OptionalLong totalDuration,
            OptionalLong loadDuration,
            OptionalInt promptEvalCount,
            OptionalLong promptEvalDuration,
            OptionalInt evalCount,
            OptionalLong evalDuration) {

        public static final Counts NONE = new Counts(
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                OptionalLong.empty());

        public static Counts of(long total, int promptTokens, long prompt, int answerTokens, long answer) {
            return new Counts(
                    OptionalLong.of(total),
                    OptionalLong.of(0),
                    OptionalInt.of(promptTokens),
                    OptionalLong.of(prompt),
                    OptionalInt.of(answerTokens),
                    OptionalLong.of(answer));
        }
    }

    /** A piece of an answer from {@code /api/chat}; the last one is {@code done}. */
    public record ChatReply(
            String model,
            String createdAt,
            Reply message,
            boolean done,
            Optional<String> doneReason,
            @JsonUnwrapped Counts counts) {}

    /**
     * @param toolCalls whole calls
     * @param grounding extension: the regions of the text; only in the last piece
     * @param evidence extension: how probable the values of a JSON answer are; only in the last piece
     */
    public record Reply(
            String role,
            String content,
            Optional<List<Call>> toolCalls,
            Optional<List<RegionView>> grounding,
            Optional<List<EvidenceRow>> evidence) {}

    /** A piece of an answer from {@code /api/generate}; like {@link ChatReply}. */
    public record GenerateReply(
            String model,
            String createdAt,
            String response,
            boolean done,
            Optional<String> doneReason,
            Optional<List<RegionView>> grounding,
            Optional<List<EvidenceRow>> evidence,
            @JsonUnwrapped Counts counts) {}

    /** An error in Ollama's format. */
    public record Error(String error) {}
}
