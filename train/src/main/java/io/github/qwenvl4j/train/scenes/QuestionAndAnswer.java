package io.github.qwenvl4j.train.scenes;

/** A question and its answer, or a base prompt (the text after the picture) and its completion. */
record QuestionAndAnswer(String question, String answer) {}
