package io.github.qwenvl4j.train.scenes;

/** The languages of the tasks. */
public enum SceneLanguage {
    ENGLISH("English"),
    CHINESE("Chinese");

    private final String word;

    SceneLanguage(String word) {
        this.word = word;
    }

    /** The name in the published prompts: {@code Generate the caption in English:}. */
    String word() {
        return word;
    }
}
