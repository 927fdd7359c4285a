package io.github.qwenvl4j.tokenizer;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.file.StandIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/**
 * A rank file in tiktoken form: each line is {@code base64(token bytes) rank}, in any order, ranks without gaps. The
 * whole file is checked, because a gap would cause errors much later and elsewhere.
 */
public final class RankFile {

    private static final int MOST_DIGITS = 9; // of a rank

    private final Path file;
    private final byte[][] tokens;
    private final TokenRanks ranks;

    private RankFile(Path file, int ranks) {
        this.file = file;
        this.tokens = new byte[ranks][];
        this.ranks = new TokenRanks(tokens);
    }

    /** Every token and its rank. */
    public static TokenRanks read(Path file) {
        List<String> lines = lines(file);
        int blank = 0;
        for (String line : lines) {
            blank += line.isBlank() ? 1 : 0;
        }
        RankFile ranks = new RankFile(file, lines.size() - blank);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                ranks.add(lines.get(i).strip(), i + 1);
            }
        }
        ranks.requireSingleBytes();
        return ranks.ranks;
    }

    private static List<String> lines(Path file) {
        try {
            // One character per byte, so that invalid content is reported by line and not as a decoding error.
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    private void add(String line, int number) {
        int space = line.indexOf(' ');
        if (space < 1) {
            throw bad(number, "expected 'base64 rank', found '" + shortened(line) + "'");
        }
        byte[] token = token(line.substring(0, space), number);
        int rank = rank(line.substring(space + 1), number);
        if (tokens[rank] != null) {
            throw bad(number, "rank " + rank + " is given twice");
        }
        tokens[rank] = token;
        int earlier = ranks.add(rank);
        if (earlier >= 0) {
            throw bad(number, "the token of rank " + rank + " already has rank " + earlier);
        }
    }

    private byte[] token(String base64, int number) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw bad(number, "bad base64 '" + shortened(base64) + "'");
        }
    }

    /** There are as many ranks as lines and no duplicates, so if every rank is in range there is no gap. */
    private int rank(String text, int number) {
        int rank = digits(text);
        if (rank < 0) {
            throw bad(number, "bad rank '" + shortened(text) + "'");
        }
        if (rank >= tokens.length) {
            throw bad(number, "rank " + rank + " leaves a gap: the file has " + tokens.length + " tokens");
        }
        return rank;
    }

    /** At most nine digits as a number; anything else gives -1. (A pattern would be compiled for each of the lines.) */
    private static int digits(String text) {
        int number = text.isEmpty() || text.length() > MOST_DIGITS ? -1 : 0;
        for (int i = 0; i < text.length() && number >= 0; i++) {
            int digit = text.charAt(i) - '0';
            number = digit < 0 || digit > 9 ? -1 : 10 * number + digit;
        }
        return number;
    }

    private void requireSingleBytes() {
        int missing = TokenRanks.missingByte(tokens);
        if (missing >= 0) {
            throw new QwenVlException(
                    Kind.CHECKPOINT,
                    "rank file " + file + " has no token for the single byte 0x%02x".formatted(missing));
        }
    }

    private QwenVlException bad(int line, String what) {
        String where = "rank file " + file + ", line " + line + ": ";
        return new QwenVlException(
                Kind.CHECKPOINT,
                StandIn.of(file).map(instead -> file + ": " + instead).orElse(where + what));
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\p{Cc}", "?");
        return line.length() <= 40 ? line : line.substring(0, 40) + "...";
    }
}
