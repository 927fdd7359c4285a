package io.github.qwenvl4j.cli.chat;

import io.github.qwenvl4j.grounding.GroundedImage;
import java.util.Optional;

/** Reads the input of a conversation and shows its output. */
interface Screen extends AutoCloseable {

    /** The next input, of one or several lines; empty at the end. */
    Optional<String> readLine();

    /** A piece of an answer. {@code text} is the whole answer so far, {@code piece} its new part. */
    void answer(String text, String piece);

    /** The answer is complete; {@code drawn} is its picture with the boxes, if it has boxes. */
    void answered(String text, Optional<GroundedImage> drawn);

    /** The output of a command. */
    void print(String text);

    /** A note for a person. */
    void note(String line);

    /** An error message. */
    void error(String line);

    /** Whether the running answer should be stopped; resets the request. */
    boolean interrupted();

    @Override
    void close();
}
