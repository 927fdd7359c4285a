package io.github.qwenvl4j.tokenizer;

/**
 * A stretch of a prompt together with the trust it deserves. Texts that follow each other are encoded as one text, but a
 * special token never forms across their border.
 */
public sealed interface Segment {

    /** Text, in which the special tokens of {@code honoured} count and all others are ordinary text. */
    record Text(String text, SpecialsHonoured honoured) implements Segment {}

    /** An image by its path, URL or any other name of any length. */
    record Image(String source) implements Segment {}
}
