package io.github.qwenvl4j.task;

/** The language a caption is asked for in. */
public enum Language {
    ENGLISH,
    CHINESE;

    /** As the published prompts write it. */
    String word() {
        return this == ENGLISH ? "English" : "Chinese";
    }
}
