package io.github.qwenvl4j.cli.io;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.FileProblem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Standard input. */
public final class StandardInput {

    /** Its name in place of a file name. */
    public static final String NAME = "-";

    private StandardInput() {}

    /** The lines of a file, or of standard input for {@link #NAME}. */
    public static BufferedReader orFile(String name) {
        try {
            return name.equals(NAME)
                    ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                    : Files.newBufferedReader(Path.of(name));
        } catch (IOException e) {
            throw FileProblem.reading(Path.of(name), e);
        }
    }

    /** The whole input as text. Refuses input that is not UTF-8, such as a picture. */
    public static String text() throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new QwenVlException("standard input is not text in UTF-8", e);
        }
    }

    public static byte[] bytes() throws IOException {
        return System.in.readAllBytes();
    }
}
