package io.github.qwenvl4j.task;

/** What a document becomes. */
public enum DocumentForm {
    MARKDOWN,
    HTML,
    JSON
}
