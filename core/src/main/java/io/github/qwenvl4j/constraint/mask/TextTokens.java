package io.github.qwenvl4j.constraint.mask;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The tokens of a vocabulary that stand for text. Thread-safe. */
public final class TextTokens {

    private record Text(int id, byte[] bytes) {}

    private final Tokenizer tokenizer;
    private final PrefixTree all;
    private final PrefixTree others;
    private final BitSet[] plain; // by how many characters they have at most
    private final byte[][] bytes; // by id; null for what is not text
    private final Masks masks = new Masks();

    /** @throws QwenVlException of kind UNSUPPORTED where a byte has no token, so that an answer could come to a dead end */
    public TextTokens(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.bytes = new byte[tokenizer.size()][];
        List<Text> texts = new ArrayList<>();
        for (int id = 0; id < bytes.length; id++) {
            byte[] token = tokenizer.special(id) ? new byte[0] : tokenizer.bytes(id);
            if (token.length > 0) {
                bytes[id] = token;
                texts.add(new Text(id, token));
            }
        }
        requireEveryByte(texts);
        texts.sort((one, other) -> Arrays.compareUnsigned(one.bytes, other.bytes));
        List<Text> mixed = new ArrayList<>();
        BitSet[] byLength = Stream.generate(() -> new BitSet(bytes.length))
                .limit(PlainCharacters.LONGEST + 1L)
                .toArray(BitSet[]::new);
        for (Text text : texts) {
            int characters = PlainCharacters.count(text.bytes);
            if (characters < 0) {
                mixed.add(text);
            } else {
                byLength[characters].set(text.id);
            }
        }
        for (int i = 1; i < byLength.length; i++) {
            byLength[i].or(byLength[i - 1]);
        }
        this.plain = byLength;
        this.all = tree(texts);
        this.others = tree(mixed);
    }

    private static void requireEveryByte(List<Text> texts) {
        boolean[] single = new boolean[256];
        texts.stream().filter(text -> text.bytes.length == 1).forEach(text -> single[text.bytes[0] & 0xFF] = true);
        IntStream.range(0, single.length)
                .filter(value -> !single[value] && mayOccur(value))
                .findFirst()
                .ifPresent(value -> {
                    throw new QwenVlException(
                            QwenVlException.Kind.UNSUPPORTED,
                            "an answer of this model cannot be held to a form: no token is the byte " + value);
                });
    }

    /** UTF-8 has no other bytes. */
    private static boolean mayOccur(int value) {
        return value < 0xC0 || value >= 0xC2 && value <= 0xF4;
    }

    private static PrefixTree tree(List<Text> texts) {
        return new PrefixTree(
                texts.stream().mapToInt(Text::id).toArray(),
                texts.stream().map(Text::bytes).toArray(byte[][]::new));
    }

    PrefixTree all() {
        return all;
    }

    /** The tokens that {@link PlainCharacters} knows, of at most so many characters; not to be changed. */
    BitSet plain(int characters) {
        return plain[characters];
    }

    /** The tokens that {@link PlainCharacters} does not know. */
    PrefixTree others() {
        return others;
    }

    /** What is remembered of states. */
    Masks masks() {
        return masks;
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
