package io.github.qwenvl4j.langchain4j;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.prompt.Dialogue;

/** A request as the model takes it. */
record Question(Dialogue dialogue, AnswerOptions options) {}
