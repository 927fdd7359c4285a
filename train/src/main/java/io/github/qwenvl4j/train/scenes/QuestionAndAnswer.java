package io.github.qwenvl4j.train.scenes;

/** A question and its answer, or a base prompt (what follows the picture) and how it goes on. */
record QuestionAndAnswer(String question, String answer) {}
