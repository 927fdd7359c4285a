package io.github.qwenvl4j.tokenizer;

/** Text from ids that come one at a time. For one thread and one answer. */
public interface Detokenizer {

    /** The text that became certain with {@code id}, often empty. */
    String append(int id);

    /** What was kept back. */
    String flush();
}
