package io.github.qwenvl4j.constraint.mask;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The tokens of a vocabulary that stand for text, as the prefix tree of their bytes: sorted, each with the length of what it
 * shares with the one before. Immutable.
 */
public final class TextTokens {

    private final Tokenizer tokenizer;
    private final PrefixTree plain;
    private final PrefixTree others;
    private final PrefixTree all;
    private final byte[][] bytes; // by id; null for what is not text

    /** @throws QwenVlException of kind UNSUPPORTED where a byte has no token, so that an answer could come to a dead end */
    public TextTokens(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.bytes = new byte[tokenizer.size()][];
        boolean[] single = new boolean[256];
        List<Integer> ids = new ArrayList<>();
        for (int id = 0; id < bytes.length; id++) {
            byte[] token = tokenizer.special(id) ? new byte[0] : tokenizer.bytes(id);
            if (token.length > 0) {
                bytes[id] = token;
                ids.add(id);
                single[token[0] & 0xFF] |= token.length == 1;
            }
        }
        IntStream.range(0, single.length)
                .filter(value -> !single[value] && mayOccur(value))
                .findFirst()
                .ifPresent(value -> {
                    throw new QwenVlException(
                            QwenVlException.Kind.UNSUPPORTED,
                            "an answer of this model cannot be held to a form: no token is the byte " + value);
                });
        ids.sort(Comparator.comparing(id -> bytes[id], Arrays::compareUnsigned));
        this.all = tree(ids);
        this.plain = tree(
                ids.stream().filter(id -> PlainCharacters.isPlain(bytes[id])).toList());
        this.others = tree(
                ids.stream().filter(id -> !PlainCharacters.isPlain(bytes[id])).toList());
    }

    /** UTF-8 has no other bytes. */
    private static boolean mayOccur(int value) {
        return value < 0xC0 || value >= 0xC2 && value <= 0xF4;
    }

    private PrefixTree tree(List<Integer> ids) {
        return PrefixTree.of(
                ids.stream().mapToInt(Integer::intValue).toArray(),
                ids.stream().map(id -> bytes[id]).toArray(byte[][]::new));
    }

    PrefixTree all() {
        return all;
    }

    /** Of these, the tokens that {@link PlainCharacters} knows. */
    PrefixTree plain() {
        return plain;
    }

    /** All but {@link #plain()}. */
    PrefixTree others() {
        return others;
    }

    /** Number of ids. */
    int size() {
        return bytes.length;
    }

    /** The bytes of an id; null where it is not text. */
    byte[] bytes(int id) {
        return id < bytes.length ? bytes[id] : null;
    }

    /** How the tokenizer itself writes a text. */
    int[] encode(String text) {
        return tokenizer.encode(text, SpecialsHonoured.NONE);
    }
}
