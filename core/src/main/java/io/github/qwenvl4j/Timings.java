package io.github.qwenvl4j;

/**
 * Milliseconds that the stages of an answer took, in a batch with whatever was computed beside it.
 *
 * @param vision until its pictures were encoded; 0 without pictures
 * @param prefill from there to the first token
 * @param decode from there to the end
 */
public record Timings(double vision, double prefill, double decode) {}
