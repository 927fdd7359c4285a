package io.github.qwenvl4j.family.qwenvl.text;

import io.github.qwenvl4j.testing.Fixtures;

/** The tokenizers of the tests. */
final class Tokenizers {

    private static final int PUBLISHED_QUERIES = 256;

    private Tokenizers() {}

    static QwenTokenizer tiny() {
        return tiny(PUBLISHED_QUERIES);
    }

    static QwenTokenizer tiny(int imageSpanLength) {
        return QwenTokenizer.load(Fixtures.path("tiny-vl").resolve("qwen.tiktoken"), imageSpanLength);
    }

    /** The published vocabulary; skips the test where it is absent. */
    static QwenTokenizer published() {
        return QwenTokenizer.load(Fixtures.shared("data/qwen.tiktoken"), PUBLISHED_QUERIES);
    }
}
