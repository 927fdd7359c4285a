package io.github.qwenvl4j.tokenizer;

import java.io.ByteArrayOutputStream;

/** Converts ids to bytes, one id at a time; may hold ids back until what follows says what they are. Not thread-safe. */
public interface IdBytes {

    /** Takes the next id and writes the bytes that are certain now. */
    void write(int id, ByteArrayOutputStream out);

    /** Writes what is held back; called after the last id. */
    void finish(ByteArrayOutputStream out);
}
