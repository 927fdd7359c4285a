package io.github.qwenvl4j.task;

/** The language of a caption. */
public enum Language {
    ENGLISH,
    CHINESE;

    /** As the published prompts write it. */
    String word() {
        return this == ENGLISH ? "English" : "Chinese";
    }
}
