package io.github.qwenvl4j.train.scenes;

/** The two ways in which a task is put: to the base model as text to go on with, or to the chat model as a question. */
public enum SampleForm {
    BASE,
    CHAT
}
