package io.github.qwenvl4j.train.scenes;

/** The two forms of a task: a text to complete for base models, a question for chat models. */
public enum SampleForm {
    BASE,
    CHAT
}
