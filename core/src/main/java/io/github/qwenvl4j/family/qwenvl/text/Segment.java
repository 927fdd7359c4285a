package io.github.qwenvl4j.family.qwenvl.text;

import io.github.qwenvl4j.prompt.SpecialsHonoured;

/**
 * A part of a prompt and its level of trust. Consecutive texts are encoded as one text, but a special token is never
 * recognised across their boundary.
 */
public sealed interface Segment {

    /** Text in which the special tokens of {@code honoured} are recognised; all others are ordinary text. */
    record Text(String text, SpecialsHonoured honoured) implements Segment {}

    /** An image, identified by its path, URL or any other name of any length. */
    record Image(String source) implements Segment {}
}
