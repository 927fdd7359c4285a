package io.github.qwenvl4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RankFileTest {

    @TempDir
    Path folder;

    @Test
    void orderOfTheLinesDoesNotMatter() throws IOException {
        List<String> lines = singleBytes();
        lines.add("YWI= 256");
        Collections.reverse(lines);
        lines.add("");

        byte[][] tokens = RankFile.read(file(lines)).tokens();

        assertThat(tokens).hasNumberOfRows(257);
        assertThat(tokens[256]).asString().isEqualTo("ab");
    }

    @Test
    void badLinesAreNamed() throws IOException {
        assertRefused("YWI=", ", line 257: expected 'base64 rank', found 'YWI='");
        assertRefused("", " has no token for the single byte 0xff", 255);
        assertRefused("Y*I= 256", ", line 257: bad base64 'Y*I='");
        assertRefused("YWI= 2x6", ", line 257: bad rank '2x6'");
        assertRefused("YWI= -1", ", line 257: bad rank '-1'");
        assertRefused("YWI= 99999999999", ", line 257: bad rank '99999999999'");
        assertRefused("YWI= 255", ", line 257: rank 255 is given twice");
        assertRefused("YWI= 257", ", line 257: rank 257 leaves a gap: the file has 257 tokens");
        assertRefused("AA== 256", ", line 257: the token of rank 256 already has rank 0");
        assertRefused("\u0000".repeat(99), ", line 257: expected 'base64 rank', found '" + "?".repeat(40) + "...'");
    }

    @Test
    void missingFileIsNamed() {
        Path missing = folder.resolve("none.tiktoken");

        assertThatThrownBy(() -> QwenTokenizer.load(missing, 256))
                .isInstanceOf(QwenVlException.class)
                .hasMessage(missing + ": cannot be read: no such file or folder");
        assertThatThrownBy(() -> QwenTokenizer.load(folder, 256))
                .isInstanceOf(QwenVlException.class)
                .hasMessage(folder + ": cannot be read: is a folder");
        assertThatThrownBy(() -> QwenTokenizer.load(missing, 0))
                .hasMessage("an image needs at least one id, but n_queries is 0");
    }

    private void assertRefused(String line, String message) throws IOException {
        assertRefused(line, message, 256);
    }

    private void assertRefused(String line, String message, int singleBytes) throws IOException {
        List<String> lines = new ArrayList<>(singleBytes().subList(0, singleBytes));
        lines.add(line);
        Path file = file(lines);
        assertThatThrownBy(() -> RankFile.read(file))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("rank file " + file + message);
    }

    private static List<String> singleBytes() {
        List<String> lines = new ArrayList<>();
        for (int value = 0; value < 256; value++) {
            lines.add(Base64.getEncoder().encodeToString(new byte[] {(byte) value}) + " " + value);
        }
        return lines;
    }

    private Path file(List<String> lines) throws IOException {
        return Files.write(folder.resolve("qwen.tiktoken"), lines, StandardCharsets.ISO_8859_1);
    }
}
