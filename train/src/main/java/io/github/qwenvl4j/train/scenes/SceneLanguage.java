package io.github.qwenvl4j.train.scenes;

/** The languages of the tasks. */
public enum SceneLanguage {
    ENGLISH("English"),
    CHINESE("Chinese");

    private final String word;

    SceneLanguage(String word) {
        this.word = word;
    }

    /** As the published prompts write it: {@code Generate the caption in English:}. */
    String word() {
        return word;
    }
}
