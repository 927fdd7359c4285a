package io.github.qwenvl4j.attention;

/**
 * The shape of the keys and values that a model caches for each position.
 *
 * @param layers number of layers with keys and values
 * @param heads key-value heads per layer; the number of query heads is a multiple of it
 * @param headDim features per head
 */
public record KvShape(int layers, long heads, long headDim) {}
