package io.github.qwenvl4j.train.vocabulary;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Trains a byte-pair vocabulary: splits text by the published pattern, then repeatedly merges the most frequent pair of
 * neighbouring tokens. Of equally frequent pairs, the first one in the text is merged, so that equal texts give equal
 * ranks.
 *
 * <p>A piece can be a token without merges, because the encoder looks up whole pieces before it merges. {@link #whole}
 * adds such words, which needs no ranks for their fragments and leaves all other words, such as those on signs, spelled
 * letter by letter.
 */
public final class BpeTrainer {

    /** The pattern by which Qwen splits text before merging. */
    static final Pattern PIECES = Pattern.compile(
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                    + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    private final Map<String, Long> pieces = new LinkedHashMap<>();
    private final List<String> whole = new ArrayList<>();

    /** The pieces of a text, in order. */
    public static List<String> cut(String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = PIECES.matcher(Normalizer.normalize(text, Normalizer.Form.NFC));
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    /** Adds the pieces of this text, {@code weight} times. */
    public void add(String text, long weight) {
        cut(text).forEach(piece -> pieces.merge(piece, weight, Long::sum));
    }

    /** Adds this piece as one token, after the merged ones. */
    public void whole(String piece) {
        whole.add(piece);
    }

    /**
     * Returns the single bytes, the merged tokens, then the whole pieces.
     *
     * @param merges maximum number of merged tokens; pairs that occur only once are not merged
     * @param longest maximum number of bytes per merged token
     */
    public RankedTokens train(int merges, int longest) {
        List<byte[]> tokens = new ArrayList<>();
        Map<String, Integer> ranks = new HashMap<>();
        for (int b = 0; b < 256; b++) {
            put(new byte[] {(byte) b}, tokens, ranks);
        }
        List<Word> words = new ArrayList<>();
        pieces.forEach((piece, count) -> words.add(new Word(bytes(piece), count)));
        for (int i = 0; i < merges; i++) {
            Pair best = mostFrequent(
                    words, pair -> tokens.get(pair.left()).length + tokens.get(pair.right()).length <= longest);
            if (best == null) {
                break;
            }
            int merged = put(concat(tokens.get(best.left()), tokens.get(best.right())), tokens, ranks);
            words.forEach(word -> word.merge(best, merged));
        }
        whole.forEach(piece -> put(bytes(piece), tokens, ranks));
        return new RankedTokens(tokens);
    }

    private static Pair mostFrequent(List<Word> words, Predicate<Pair> allowed) {
        Map<Pair, Long> counts = new LinkedHashMap<>();
        for (Word word : words) {
            for (int i = 0; i + 1 < word.ids.length; i++) {
                counts.merge(new Pair(word.ids[i], word.ids[i + 1]), word.count, Long::sum);
            }
        }
        Pair best = null;
        long most = 1;
        for (Map.Entry<Pair, Long> entry : counts.entrySet()) {
            if (entry.getValue() > most && allowed.test(entry.getKey())) {
                best = entry.getKey();
                most = entry.getValue();
            }
        }
        return best;
    }

    private static int put(byte[] token, List<byte[]> tokens, Map<String, Integer> ranks) {
        return ranks.computeIfAbsent(new String(token, StandardCharsets.ISO_8859_1), key -> {
            tokens.add(token);
            return tokens.size() - 1;
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] concat(byte[] left, byte[] right) {
        byte[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    private record Pair(int left, int right) {}

    /** A piece as its current tokens. */
    private static final class Word {

        private final long count;
        private int[] ids;

        private Word(byte[] bytes, long count) {
            this.count = count;
            this.ids = new int[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                ids[i] = bytes[i] & 0xFF;
            }
        }

        private void merge(Pair pair, int merged) {
            int length = 0;
            for (int i = 0; i < ids.length; i++) {
                boolean here = i + 1 < ids.length && ids[i] == pair.left() && ids[i + 1] == pair.right();
                ids[length++] = here ? merged : ids[i];
                i += here ? 1 : 0;
            }
            ids = Arrays.copyOf(ids, length);
        }
    }
}
