package io.github.qwenvl4j.server.api;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A request for a chat completion. What is absent is left to the checkpoint's own defaults.
 *
 * @param model the one that is served when absent
 * @param user keeps the computed prefixes of this key's users apart
 * @param topK extension: sample among the k most likely tokens
 * @param repetitionPenalty extension: makes ids of the whole context less likely
 * @param stripTags extension: the answer's text comes without ref, box and quad tags
 * @param imageOrder extension: {@code as_given} leaves every picture where it was given
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
        Optional<String> user,
        OptionalInt topK,
        OptionalDouble repetitionPenalty,
        Optional<Boolean> stripTags,
        Optional<String> imageOrder) {

    public ChatRequest {
        stop = stop == null ? List.of() : stop;
    }

    /** @param content absent only where an assistant said nothing */
    public record Message(String role, Optional<Content> content) {

        public Message(String role, Content content) {
            this(role, Optional.of(content));
        }
    }

    /** @param includeUsage whether a last chunk tells the tokens used */
    public record StreamOptions(Optional<Boolean> includeUsage) {}

    public boolean streams() {
        return stream.orElse(false);
    }

    public boolean includesUsage() {
        return streamOptions.flatMap(StreamOptions::includeUsage).orElse(false);
    }
}
