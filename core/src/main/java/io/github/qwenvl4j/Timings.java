package io.github.qwenvl4j;

/**
 * Durations of the stages of an answer in milliseconds; other answers of the batch were computed in the same time.
 *
 * @param vision until its pictures were encoded; 0 without pictures
 * @param prefill from there to the first token
 * @param decode from there to the end
 */
public record Timings(double vision, double prefill, double decode) {}
