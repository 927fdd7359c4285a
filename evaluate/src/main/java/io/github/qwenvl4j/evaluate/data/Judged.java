package io.github.qwenvl4j.evaluate.data;

/** A question with what is right and what was answered. */
public record Judged<R>(String id, R right, String answer) {}
