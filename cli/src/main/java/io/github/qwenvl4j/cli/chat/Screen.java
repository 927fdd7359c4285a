package io.github.qwenvl4j.cli.chat;

import io.github.qwenvl4j.grounding.GroundedImage;
import java.util.Optional;

/** Where a conversation is typed and shown. */
interface Screen extends AutoCloseable {

    /** What is typed next, several lines where they belong together; nothing when there is no more. */
    Optional<String> readLine();

    /** Part of an answer. {@code text} is all of it so far, {@code piece} what is new. */
    void answer(String text, String piece);

    /** The answer is complete; {@code drawn} is the picture it speaks of, when it has boxes. */
    void answered(String text, Optional<GroundedImage> drawn);

    /** What was asked for by a command. */
    void print(String text);

    /** Something a person likes to know. */
    void note(String line);

    /** Something went wrong. */
    void error(String line);

    /** Whether the answer under way is to be stopped; asking forgets it. */
    boolean interrupted();

    @Override
    void close();
}
