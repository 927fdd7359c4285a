package io.github.qwenvl4j.chat;

/** A question and its answer, tags kept. */
public record Exchange(Message question, String answer) {}
