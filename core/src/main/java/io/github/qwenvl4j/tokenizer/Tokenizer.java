package io.github.qwenvl4j.tokenizer;

import io.github.qwenvl4j.prompt.SpecialsHonoured;

/** Text to ids and back, for one vocabulary. Immutable and thread-safe. */
public interface Tokenizer {

    /** Number of tokens: ids are 0 to {@code size - 1}. A checkpoint's vocabulary may have more rows, which are unused. */
    int size();

    /**
     * The ids of a text.
     *
     * @param honoured the special tokens that count in it; all others are ordinary text
     * @throws io.github.qwenvl4j.QwenVlException where an honoured special token stands where it cannot
     */
    int[] encode(String text, SpecialsHonoured honoured);

    /** The text of ids, special tokens as they are written, invalid UTF-8 as U+FFFD. Ids from {@link #size()} up give nothing. */
    String decode(int[] ids);

    /** The bytes an id stands for, perhaps a part of a character; empty from {@link #size()} up. */
    byte[] bytes(int id);

    /** Whether an id is a special token, which no text contains whatever it says. */
    boolean special(int id);

    /** A decoder for ids that arrive one at a time; its pieces together equal the result of {@link #decode}. */
    Detokenizer newDetokenizer();
}
