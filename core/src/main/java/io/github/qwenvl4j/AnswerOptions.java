package io.github.qwenvl4j;

import io.github.qwenvl4j.generate.GenerationOptions;
import java.util.List;

/**
 * How an answer is generated and where it ends.
 *
 * @param generation sampling and length
 * @param stopStrings the answer ends before the first of these that it would contain
 */
public record AnswerOptions(GenerationOptions generation, List<String> stopStrings) {

    public AnswerOptions {
        stopStrings = List.copyOf(stopStrings);
        if (stopStrings.contains("")) {
            throw new QwenVlException("a stop string must not be empty");
        }
    }

    public AnswerOptions(GenerationOptions generation) {
        this(generation, List.of());
    }
}
