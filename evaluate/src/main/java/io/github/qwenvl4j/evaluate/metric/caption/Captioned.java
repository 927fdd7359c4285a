package io.github.qwenvl4j.evaluate.metric.caption;

import java.util.List;

/**
 * A picture with what a model says of it and what people said, tokenised.
 *
 * @param references at least one
 */
public record Captioned(String candidate, List<String> references) {

    public Captioned {
        references = List.copyOf(references);
        if (references.isEmpty()) {
            throw new IllegalArgumentException("a picture without a reference");
        }
    }

    /** Tokenises captions as people and models write them. */
    public static Captioned of(String caption, List<String> references) {
        return new Captioned(
                PtbTokenizer.tokenize(caption),
                references.stream().map(PtbTokenizer::tokenize).toList());
    }
}
