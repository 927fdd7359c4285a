package io.github.qwenvl4j.server.api;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A request for a chat completion. The checkpoint's defaults apply to absent fields.
 *
 * @param model absent: the model that is served
 * @param user separates the prefix caches of the users of one key; they take turns as one
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
        Optional<String> user,
        OptionalInt topK,
        OptionalDouble minP,
        OptionalDouble repetitionPenalty,
        Optional<Boolean> stripTags,
        Optional<String> imageOrder,
        Optional<String> beginning,
        Optional<Boolean> constrainBoxes) {

    public ChatRequest {
        stop = stop == null ? List.of() : stop;
    }

    /** @param content absent only for an empty assistant message */
    public record Message(String role, Optional<MessageContent> content) {

        public Message(String role, MessageContent content) {
            this(role, Optional.of(content));
        }
    }

    /** @param includeUsage whether a final chunk contains the token usage */
    public record StreamOptions(Optional<Boolean> includeUsage) {}

    public boolean streams() {
        return stream.orElse(false);
    }

    public boolean includesUsage() {
        return streamOptions.flatMap(StreamOptions::includeUsage).orElse(false);
    }
}
