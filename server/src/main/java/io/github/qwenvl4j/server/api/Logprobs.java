package io.github.qwenvl4j.server.api;

import java.util.List;

/** Log probabilities of the tokens of a text. */
public record Logprobs(List<Entry> content) {

    /** A chosen token and its most likely alternatives. */
    public record Entry(String token, double logprob, List<Integer> bytes, List<Alternative> topLogprobs) {}

    /** @param bytes bytes of the token, possibly a partial character */
    public record Alternative(String token, double logprob, List<Integer> bytes) {}
}
