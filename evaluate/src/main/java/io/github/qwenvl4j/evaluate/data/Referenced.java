package io.github.qwenvl4j.evaluate.data;

/**
 * What is right for a question.
 *
 * @param id of the question, as in the answers
 */
public record Referenced<R>(String id, R right) {}
