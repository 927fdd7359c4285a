package io.github.qwenvl4j.evaluate.scoring;

import java.util.Map;

/**
 * The scores of a file of answers.
 *
 * @param metrics by name, the most quoted first; values are numbers, or maps of them
 * @param each the score of each question, whose mean is the first metric but for rounding and scale; empty where there is none
 */
public record Scores(Map<String, Object> metrics, double[] each) {

    static Scores of(String name, Object value, double[] each) {
        return new Scores(Map.of(name, value), each);
    }
}
