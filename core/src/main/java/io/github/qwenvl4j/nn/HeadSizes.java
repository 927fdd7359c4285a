package io.github.qwenvl4j.nn;

/**
 * The heads of an attention.
 *
 * @param heads of queries, a multiple of those of keys and values
 * @param features of a head
 */
public record HeadSizes(long heads, long kvHeads, long features) {}
