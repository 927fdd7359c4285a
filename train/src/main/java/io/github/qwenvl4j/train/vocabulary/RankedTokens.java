package io.github.qwenvl4j.train.vocabulary;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Tokens ordered by rank. The first 256 are the single bytes. */
public record RankedTokens(List<byte[]> tokens) {

    public RankedTokens {
        tokens = List.copyOf(tokens);
    }

    public int size() {
        return tokens.size();
    }

    /** Whether this text is one token. */
    public boolean contains(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return tokens.stream().anyMatch(token -> Arrays.equals(token, bytes));
    }

    /**
     * Writes the tiktoken format, one {@code base64 rank} per line.
     *
     * @throws QwenVlException if the file cannot be written
     */
    public void write(Path file) {
        List<String> lines = new ArrayList<>();
        for (byte[] token : tokens) {
            lines.add(Base64.getEncoder().encodeToString(token) + " " + lines.size());
        }
        AtomicFile.write(file, String.join("\n", lines) + "\n");
    }
}
