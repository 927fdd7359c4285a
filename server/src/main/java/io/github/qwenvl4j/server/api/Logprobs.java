package io.github.qwenvl4j.server.api;

import java.util.List;

/** How likely the tokens of a text were. */
public record Logprobs(List<Entry> content) {

    /** A chosen token and the most likely ones in its place. */
    public record Entry(String token, double logprob, List<Integer> bytes, List<Alternative> topLogprobs) {}

    /** @param bytes of the token, which need not be whole characters */
    public record Alternative(String token, double logprob, List<Integer> bytes) {}
}
