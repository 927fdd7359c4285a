package io.github.qwenvl4j;

import io.github.qwenvl4j.grounding.Box;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How sure the model was of each value of a JSON answer. What is not a field here was given, cut off, or is a container.
 *
 * @param fields texts, numbers, truth values, nulls and empty containers, in the order of the answer
 */
public record Evidence(List<Field> fields) {

    /** The threshold where none is given. */
    public static final double REVIEW_BELOW = 0.5;

    /**
     * A value of the answer.
     *
     * @param path where it stands, as a JSON pointer: {@code /items/0/price}
     * @param json the value as it is written, itself JSON
     * @param probability of this value, given the answer before it and among what the form allows: the product of the
     *     probabilities of the tokens that write it, before penalties and temperature. A token that the form forces has
     *     the probability 1
     * @param tokens of these, how many were a choice
     * @param needsReview whether the probability is below the threshold that was asked for
     * @param box where in the picture, if the answer says so: the nearest object around the value has {@code bbox_2d},
     *     {@code bbox} or {@code box}
     */
    public record Field(
            String path, String json, double probability, int tokens, boolean needsReview, Optional<Box> box) {

        public Field {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(json, "json");
            Objects.requireNonNull(box, "box");
        }

        /** The mean probability of a token that was a choice: does not fall with the length of a text. */
        public double perToken() {
            return tokens == 0 ? 1 : Math.pow(probability, 1.0 / tokens);
        }
    }

    public Evidence {
        fields = List.copyOf(fields);
    }

    /** The field at a JSON pointer. */
    public Optional<Field> at(String path) {
        return fields.stream().filter(field -> field.path.equals(path)).findFirst();
    }

    /** The fields that somebody should look at. */
    public List<Field> toReview() {
        return fields.stream().filter(Field::needsReview).toList();
    }
}
