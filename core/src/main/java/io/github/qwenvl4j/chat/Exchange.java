package io.github.qwenvl4j.chat;

import io.github.qwenvl4j.prompt.Message;

/** A question and its answer, tags kept. */
public record Exchange(Message question, String answer) {}
