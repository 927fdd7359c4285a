package io.github.qwenvl4j.server.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Feature;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A request for a chat completion. What is absent is left to the checkpoint's own defaults.
 *
 * @param user keeps the computed prefixes of this key's users apart
 * @param topK extension: sample among the k most likely tokens
 * @param repetitionPenalty extension: makes ids of the whole context less likely
 * @param stripTags extension: the answer's text comes without ref, box and quad tags
 */
public record ChatRequest(
        @JsonProperty(required = true) String model,
        @JsonProperty(required = true) List<Message> messages,
        Optional<Boolean> stream,
        Optional<StreamOptions> streamOptions,
        OptionalInt n,
        OptionalLong seed,
        OptionalDouble temperature,
        OptionalDouble topP,
        OptionalInt maxTokens,
        OptionalInt maxCompletionTokens,

        @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<String> stop,

        Optional<Boolean> logprobs,
        OptionalInt topLogprobs,
        OptionalDouble presencePenalty,
        OptionalDouble frequencyPenalty,
        Optional<ResponseFormat> responseFormat,
        Optional<String> user,
        OptionalInt topK,
        OptionalDouble repetitionPenalty,
        Optional<Boolean> stripTags) {

    public ChatRequest {
        messages = messages == null ? List.of() : messages;
        stop = stop == null ? List.of() : stop;
    }

    /** One message. */
    public record Message(@JsonProperty(required = true) String role, Content content) {}

    /** @param includeUsage whether a last chunk tells the tokens used */
    public record StreamOptions(Optional<Boolean> includeUsage) {}

    /** @param type {@code text}, the only one there is here */
    public record ResponseFormat(
            @JsonProperty(required = true) String type) {}

    public boolean streams() {
        return stream.orElse(false);
    }

    public boolean includesUsage() {
        return streamOptions.flatMap(StreamOptions::includeUsage).orElse(false);
    }
}
