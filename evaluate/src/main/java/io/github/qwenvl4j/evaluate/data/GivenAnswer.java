package io.github.qwenvl4j.evaluate.data;

import java.util.Optional;

/**
 * An answer in a file of answers.
 *
 * @param id of its question; absent where the file does not say
 */
public record GivenAnswer(Optional<String> id, String text) {}
