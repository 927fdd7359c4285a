package io.github.qwenvl4j.attention;

/**
 * What a model keeps of every position.
 *
 * @param layers that each keep keys and values
 * @param heads key-value heads of a layer; a multiple of them may be query heads
 * @param headDim features of a head
 */
public record KvShape(int layers, long heads, long headDim) {}
