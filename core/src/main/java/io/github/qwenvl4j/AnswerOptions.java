package io.github.qwenvl4j;

import io.github.qwenvl4j.generate.GenerationOptions;
import java.util.List;

/**
 * How an answer is generated and where it begins and ends.
 *
 * @param generation sampling and length
 * @param stopStrings the answer ends before the first of these that it would contain
 * @param beginning the answer begins with these words, in which grounding tags count; empty where the model is free
 * @param constrainBoxes within {@code <box>} and {@code <quad>} only what becomes a well-formed mark may come
 */
public record AnswerOptions(
        GenerationOptions generation, List<String> stopStrings, String beginning, boolean constrainBoxes) {

    public AnswerOptions {
        stopStrings = List.copyOf(stopStrings);
        if (stopStrings.contains("")) {
            throw new QwenVlException("a stop string must not be empty");
        }
    }

    public AnswerOptions(GenerationOptions generation, List<String> stopStrings) {
        this(generation, stopStrings, "", false);
    }

    public AnswerOptions(GenerationOptions generation) {
        this(generation, List.of());
    }

    public AnswerOptions withGeneration(GenerationOptions value) {
        return new AnswerOptions(value, stopStrings, beginning, constrainBoxes);
    }

    public AnswerOptions withStopStrings(List<String> value) {
        return new AnswerOptions(generation, value, beginning, constrainBoxes);
    }

    public AnswerOptions withBeginning(String value) {
        return new AnswerOptions(generation, stopStrings, value, constrainBoxes);
    }

    public AnswerOptions withConstrainBoxes(boolean value) {
        return new AnswerOptions(generation, stopStrings, beginning, value);
    }
}
