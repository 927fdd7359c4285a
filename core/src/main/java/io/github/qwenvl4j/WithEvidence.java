package io.github.qwenvl4j;

/**
 * A value of a type, and how sure the model was of its parts.
 *
 * @param evidence by the names that the fields have in JSON
 */
public record WithEvidence<T>(T value, Evidence evidence) {}
