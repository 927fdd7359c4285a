package io.github.qwenvl4j.tokenizer;

/** Converts ids that arrive one at a time to text. One instance per answer; not thread-safe. */
public interface Detokenizer {

    /** The text that {@code id} completes, often empty. */
    String append(int id);

    /** The text that was held back. */
    String flush();
}
