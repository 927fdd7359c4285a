package io.github.qwenvl4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PairMergerTest {

    private static final int LETTERS = 3;

    /** All single bytes, then random words of a few letters in any order, so that many neighbours make a token. */
    private static byte[][] vocabulary(Random random) {
        Set<String> tokens = new LinkedHashSet<>();
        for (int value = 0; value < 256; value++) {
            tokens.add(String.valueOf((char) value));
        }
        for (int i = 0; i < 60; i++) {
            tokens.add(word(random, 2 + random.nextInt(4)));
        }
        return tokens.stream()
                .map(token -> token.getBytes(StandardCharsets.ISO_8859_1))
                .toArray(byte[][]::new);
    }

    private static String word(Random random, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append((char) ('a' + random.nextInt(LETTERS)));
        }
        return word.toString();
    }

    /** The definition, in quadratic time. */
    private static int[] slowly(byte[][] tokens, byte[] word) {
        int whole = rank(tokens, word);
        List<byte[]> pieces = new ArrayList<>();
        for (byte value : word) {
            pieces.add(new byte[] {value});
        }
        while (whole < 0) {
            int best = -1;
            int lowest = Integer.MAX_VALUE;
            for (int i = 0; i + 1 < pieces.size(); i++) {
                int rank = rank(tokens, joined(pieces.get(i), pieces.get(i + 1)));
                if (rank >= 0 && rank < lowest) {
                    best = i;
                    lowest = rank;
                }
            }
            if (best < 0) {
                break;
            }
            pieces.set(best, joined(pieces.get(best), pieces.remove(best + 1)));
        }
        return whole >= 0
                ? new int[] {whole}
                : pieces.stream().mapToInt(piece -> rank(tokens, piece)).toArray();
    }

    private static byte[] joined(byte[] left, byte[] right) {
        byte[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    private static int rank(byte[][] tokens, byte[] bytes) {
        for (int rank = 0; rank < tokens.length; rank++) {
            if (Arrays.equals(tokens[rank], bytes)) {
                return rank;
            }
        }
        return -1;
    }

    @Test
    void theLowestRankIsJoinedFirst() {
        Random random = new Random(1);
        for (int round = 0; round < 30; round++) {
            byte[][] tokens = vocabulary(random);
            TokenRanks ranks = TokenRanks.of(tokens);
            for (int i = 0; i < 20; i++) {
                byte[] word = word(random, 1 + random.nextInt(30)).getBytes(StandardCharsets.ISO_8859_1);
                IdList ids = new IdList();
                PairMerger.merge(ranks, word, ids);
                assertThat(ids.toArray())
                        .as(new String(word, StandardCharsets.ISO_8859_1))
                        .isEqualTo(slowly(tokens, word));
            }
        }
    }

    @Test
    void aMissingByteIsFound() {
        byte[][] tokens = vocabulary(new Random(2));
        assertThat(TokenRanks.missingByte(tokens)).isNegative();
        tokens[7] = "twice".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(TokenRanks.missingByte(tokens)).isEqualTo(7);
    }
}
