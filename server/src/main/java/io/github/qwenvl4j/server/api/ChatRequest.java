package io.github.qwenvl4j.server.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A request for a chat completion; the requests of the other APIs become one. The checkpoint's defaults apply to absent
 * fields.
 *
 * @param model absent: the model that is served
 * @param messages empty for a completion of a plain text
 * @param tools that the model may call; {@code tool_choice} says whether it must
 * @param parallelToolCalls whether an answer may call several
 * @param user separates the prefix caches of the users of one key; they take turns as one
 * @param logitBias by token id
 * @param stopTokenIds end the answer, beside the model's own
 * @param minTokens the model may end the answer only behind this many tokens
 * @param ignoreEos the model may not end the answer
 * @param continueFinalMessage whether the last message is the assistant's and its beginning of the answer
 * @param addGenerationPrompt false only together with {@code continueFinalMessage}
 * @param topK extension: sample among the k most likely tokens
 * @param minP extension: sample among the tokens at least this share as likely as the most likely one
 * @param repetitionPenalty extension: reduces the probability of tokens that occur in the context
 * @param stripTags extension: the answer's text comes without ref, box and quad tags
 * @param imageOrder extension: {@code as_given} leaves every picture where it was given
 * @param beginning extension: the answer begins with this text, in which ref, box and quad tags count
 * @param constrainBoxes extension: restricts what is generated within box and quad tags to well-formed coordinates
 */
public record ChatRequest(
        Optional<String> model,
        List<Message> messages,
        Optional<Boolean> stream,
        Optional<StreamOptions> streamOptions,
        OptionalInt n,
        OptionalLong seed,
        OptionalDouble temperature,
        OptionalDouble topP,
        OptionalInt maxTokens,
        OptionalInt maxCompletionTokens,
        List<String> stop,
        Optional<Boolean> logprobs,
        OptionalInt topLogprobs,
        OptionalDouble presencePenalty,
        OptionalDouble frequencyPenalty,
        Map<Integer, Double> logitBias,
        List<Integer> stopTokenIds,
        OptionalInt minTokens,
        Optional<Boolean> ignoreEos,
        Optional<ResponseFormat> responseFormat,
        Optional<JsonNode> guidedJson,
        Optional<String> guidedRegex,
        Optional<List<String>> guidedChoice,
        Optional<StructuredOutputs> structuredOutputs,
        Optional<Boolean> continueFinalMessage,
        Optional<Boolean> addGenerationPrompt,
        List<OfferedTool> tools,
        Optional<ToolChoice> toolChoice,
        Optional<Boolean> parallelToolCalls,
        Optional<String> user,
        OptionalInt topK,
        OptionalDouble minP,
        OptionalDouble repetitionPenalty,
        Optional<Boolean> stripTags,
        Optional<String> imageOrder,
        Optional<String> beginning,
        Optional<Boolean> constrainBoxes) {

    public ChatRequest {
        messages = messages == null ? List.of() : messages;
        tools = tools == null ? List.of() : tools;
        guidedJson = Json.given(guidedJson);
        stop = stop == null ? List.of() : stop;
        logitBias = logitBias == null ? Map.of() : logitBias;
        stopTokenIds = stopTokenIds == null ? List.of() : stopTokenIds;
    }

    /**
     * @param content absent only for an empty assistant message
     * @param prefix whether the answer continues this message, which is the last one
     * @param partial another name of {@code prefix}
     * @param toolCalls of the assistant, behind the content
     * @param toolCallId of a message with the role tool: which call it is the result of
     */
    public record Message(
            String role,
            Optional<MessageContent> content,
            Optional<Boolean> prefix,
            Optional<Boolean> partial,
            List<CallView> toolCalls,
            Optional<String> toolCallId) {

        public Message {
            toolCalls = toolCalls == null ? List.of() : toolCalls;
        }

        public Message(String role, MessageContent content) {
            this(role, Optional.of(content), Optional.empty(), Optional.empty(), List.of(), Optional.empty());
        }

        public boolean continued() {
            return prefix.orElse(false) || partial.orElse(false);
        }
    }

    /** @param function name, description and parameters as given */
    public record OfferedTool(JsonNode function) {}

    /** @param includeUsage whether a final chunk contains the token usage */
    public record StreamOptions(Optional<Boolean> includeUsage) {}

    /** @param schema of a JSON object without a name */
    public record ResponseFormat(String type, Optional<JsonNode> schema, Optional<NamedSchema> jsonSchema) {

        public ResponseFormat {
            schema = Json.given(schema);
        }
    }

    public record NamedSchema(JsonNode schema) {}

    /** The forms of answers as vLLM's clients ask for them. */
    public record StructuredOutputs(
            Optional<JsonNode> json,
            Optional<String> regex,
            Optional<List<String>> choice,
            @JsonProperty("json_object") Optional<Boolean> anyJson) {

        public StructuredOutputs {
            json = Json.given(json);
        }
    }

    public boolean streams() {
        return stream.orElse(false);
    }

    public boolean includesUsage() {
        return streamOptions.flatMap(StreamOptions::includeUsage).orElse(false);
    }
}
