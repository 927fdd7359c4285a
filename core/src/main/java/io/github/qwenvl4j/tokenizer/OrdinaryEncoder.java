package io.github.qwenvl4j.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Byte-pair encoding of ordinary text without special tokens. Thread-safe. */
public final class OrdinaryEncoder {

    /**
     * The published pre-split pattern, letters and numbers being those of Unicode 16; Unicode classes everywhere, also
     * for {@code \s} and case folding.
     */
    private static final Pattern WORDS = Pattern.compile(
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n<letters><numbers>]?[<letters>]+|[<numbers>]| ?[^\\s<letters><numbers>]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
                    .replace("<letters>", Unicode16.LETTERS)
                    .replace("<numbers>", Unicode16.NUMBERS),
            Pattern.UNICODE_CHARACTER_CLASS);

    private final TokenRanks ranks;

    /** @param ranks of every ordinary token, every single byte among them */
    public OrdinaryEncoder(TokenRanks ranks) {
        this.ranks = ranks;
    }

    /** @param text in NFC */
    public int[] encode(CharSequence text) {
        IdList ids = new IdList();
        Matcher words = WORDS.matcher(text);
        while (words.find()) {
            PairMerger.merge(ranks, words.group().getBytes(StandardCharsets.UTF_8), ids);
        }
        return ids.toArray();
    }
}
