package io.github.qwenvl4j.tokenizer;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.GptBytePairEncodingParams;
import com.knuddels.jtokkit.api.IntArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Byte-pair encoding of ordinary text without special tokens. Thread-safe. */
public final class OrdinaryEncoder {

    private static final String NAME = "qwen";

    /**
     * The published pre-split pattern, letters and numbers being those of Unicode 16; Unicode classes everywhere, also
     * for {@code \s} and case folding.
     */
    private static final Pattern WORDS = Pattern.compile(
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n<letters><numbers>]?[<letters>]+|[<numbers>]| ?[^\\s<letters><numbers>]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
                    .replace("<letters>", Unicode16.LETTERS)
                    .replace("<numbers>", Unicode16.NUMBERS),
            Pattern.UNICODE_CHARACTER_CLASS);

    private final Encoding encoding;

    /** @param tokens the bytes of every ordinary token, by rank */
    public OrdinaryEncoder(byte[][] tokens) {
        Map<byte[], Integer> ranks = new HashMap<>();
        for (int rank = 0; rank < tokens.length; rank++) {
            ranks.put(tokens[rank], rank);
        }
        encoding = Encodings.newLazyEncodingRegistry()
                .registerGptBytePairEncoding(new GptBytePairEncodingParams(NAME, WORDS, ranks, Map.of()))
                .getEncoding(NAME)
                .orElseThrow();
    }

    /** @param text in NFC */
    public IntArrayList encode(String text) {
        return encoding.encodeOrdinary(text);
    }
}
