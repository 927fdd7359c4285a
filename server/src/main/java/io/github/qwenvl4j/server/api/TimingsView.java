package io.github.qwenvl4j.server.api;

import io.github.qwenvl4j.Timings;

/**
 * How long the stages of an answer took, as llama.cpp's clients read it; of several answers, the first one.
 *
 * @param cacheN prompt tokens that were taken from the prefix cache
 * @param promptN prompt tokens that were computed
 * @param promptMs for them, pictures included
 * @param predictedN tokens of the answer
 */
public record TimingsView(
        int cacheN,
        int promptN,
        double promptMs,
        double promptPerTokenMs,
        double promptPerSecond,
        int predictedN,
        double predictedMs,
        double predictedPerTokenMs,
        double predictedPerSecond) {

    public static TimingsView of(int cached, int computed, int generated, Timings timings) {
        double prompt = timings.vision() + timings.prefill();
        double decode = timings.decode();
        return new TimingsView(
                cached,
                computed,
                prompt,
                ratio(prompt, computed),
                ratio(1000 * computed, prompt),
                generated,
                decode,
                ratio(decode, generated),
                ratio(1000 * generated, decode));
    }

    /** 0 where there is nothing to divide by. */
    private static double ratio(double value, double by) {
        return by == 0 ? 0 : value / by;
    }
}
