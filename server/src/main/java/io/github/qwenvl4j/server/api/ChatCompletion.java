package io.github.qwenvl4j.server.api;

import java.util.List;
import java.util.Optional;

/** A complete answer to a {@link ChatRequest}. */
public record ChatCompletion(
        String id,
        String object,
        long created,
        String model,
        String systemFingerprint,
        List<Choice> choices,
        Usage usage) {

    /** One of the {@code n} answers. */
    public record Choice(int index, Message message, Optional<Logprobs> logprobs, String finishReason) {}

    /** @param grounding extension: what the text places in the picture */
    public record Message(String role, String content, List<RegionView> grounding) {}
}
