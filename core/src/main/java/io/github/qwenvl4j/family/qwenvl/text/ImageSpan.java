package io.github.qwenvl4j.family.qwenvl.text;

/**
 * An image in an encoded prompt. Its features replace the embeddings of the ids {@code start + 1} up to
 * {@code start + imageSpanLength}.
 *
 * @param start index of {@code <img>} in the ids
 * @param source the complete path, URL or name, even if the span itself has only room for a handle
 */
public record ImageSpan(int start, String source) {}
