package io.github.qwenvl4j.family.qwenvl.text;

import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A rank file of made-up tokens: every byte, then every pair and triple of bytes in order. */
public final class MadeUpRanks {

    private static final int BYTES = 256;

    private MadeUpRanks() {}

    /**
     * @param imageStartId the id that {@code <img>} is to have
     * @throws io.github.qwenvl4j.QwenVlException when the file cannot be written
     */
    public static void write(Path file, int imageStartId) {
        int count = imageStartId - SpecialTokens.after(0).imgStart();
        List<String> lines = new ArrayList<>();
        for (int rank = 0; rank < count; rank++) {
            lines.add(Base64.getEncoder().encodeToString(token(rank)) + " " + rank);
        }
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw FileProblem.writing(file, e);
        }
    }

    private static byte[] token(int rank) {
        if (rank < BYTES) {
            return new byte[] {(byte) rank};
        }
        int pair = rank - BYTES;
        if (pair < BYTES * BYTES) {
            return new byte[] {(byte) (pair / BYTES), (byte) pair};
        }
        int triple = pair - BYTES * BYTES;
        return new byte[] {(byte) (triple / BYTES / BYTES), (byte) (triple / BYTES), (byte) triple};
    }
}
