package io.github.qwenvl4j.family.qwen3vl;

import com.knuddels.jtokkit.api.IntArrayList;
import io.github.qwenvl4j.tokenizer.Nfc;
import io.github.qwenvl4j.tokenizer.OrdinaryEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Byte-level byte-pair encoding with added tokens. Added tokens are found first, in the text as it is given; the stretches
 * between them are brought to Unicode NFC, each by itself. Immutable and thread-safe.
 */
final class Qwen3VlTokenizer {

    private final Qwen3VlTokens vocabulary;
    private final OrdinaryEncoder ordinary;
    private final byte[][] bytes; // of every id that names a token
    private final Pattern added;

    Qwen3VlTokenizer(Qwen3VlTokens vocabulary) {
        this.vocabulary = vocabulary;
        this.ordinary = new OrdinaryEncoder(vocabulary.tokens());
        this.bytes = Arrays.copyOf(vocabulary.tokens(), vocabulary.size());
        vocabulary.added().forEach((text, id) -> bytes[id] = text.getBytes(StandardCharsets.UTF_8));
        this.added = Pattern.compile(vocabulary.added().keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
    }

    /** How many ids name a token. A checkpoint's vocabulary may have more rows: they name nothing. */
    int size() {
        return bytes.length;
    }

    /** The ids of text in which nothing is more than words: added tokens written out in it are ordinary text. */
    int[] encode(String text) {
        return ordinary.encode(Nfc.of(text)).toArray();
    }

    /** The ids of text in which added tokens count, as the reference takes it: for text that the program itself writes. */
    int[] encodeWithAddedTokens(String text) {
        IntArrayList ids = new IntArrayList();
        Matcher matcher = added.matcher(text);
        int done = 0;
        while (!vocabulary.added().isEmpty() && matcher.find()) {
            addAll(ids, encode(text.substring(done, matcher.start())));
            ids.add(vocabulary.added().get(matcher.group()));
            done = matcher.end();
        }
        addAll(ids, encode(text.substring(done)));
        return ids.toArray();
    }

    private static void addAll(IntArrayList ids, int[] more) {
        for (int id : more) {
            ids.add(id);
        }
    }

    /** The text of ids: added tokens as they are written, bytes that are no UTF-8 as U+FFFD; ids that name nothing give nothing. */
    String decode(int[] ids) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int id : ids) {
            if (id < bytes.length) {
                out.writeBytes(bytes[id]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The texts of the added tokens. */
    List<String> addedTokens() {
        return List.copyOf(vocabulary.added().keySet());
    }

    Map<String, Integer> ids() {
        return vocabulary.added();
    }
}
