package io.github.qwenvl4j.generate;

import java.util.List;

/**
 * A finished answer.
 *
 * @param ids generated, without the stop token
 * @param reused prompt rows that the session still held
 * @param timings of the stages
 */
public record Generation(List<Integer> ids, FinishReason finishReason, int reused, Timings timings) {

    /** Milliseconds spent encoding images, computing the prompt, and decoding. */
    public record Timings(double vision, double prefill, double decode) {}
}
