package io.github.qwenvl4j.batch.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.batch.LabelAnswer;
import io.github.qwenvl4j.batch.LabelFailure;
import io.github.qwenvl4j.batch.LabelRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows in files that are gone on with. */
class RowFileTest {

    private static final LabelRow GOOD = new LabelRow(
            "k1",
            "a.png",
            "q",
            "1234567890",
            Optional.of(
                    new LabelAnswer("two \"quoted\"\nlines, é", Optional.empty(), List.of(), Map.of(), "stop", 3, 4)),
            Optional.empty(),
            1.25);
    private static final LabelRow BAD = new LabelRow(
            "k2", "b.png", "q", "", Optional.empty(), Optional.of(new LabelFailure("IMAGE", "is \"bad\"")), 0);

    @TempDir
    private Path folder;

    private Path written(String name) {
        Path file = folder.resolve(name);
        try (RowFile rows = RowFile.open(file)) {
            rows.append(List.of(GOOD, BAD));
            rows.append(List.of(GOOD));
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jsonl", "a.csv"})
    void whereverTheFileIsCutTheRowsBeforeCountAndTheRestIsWrittenOnce(String name) throws IOException {
        Path file = written(name);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            try (RowFile rows = RowFile.open(file)) {
                rows.append(List.of(GOOD, BAD));
            }
            assertThat(Files.readAllBytes(file)).as("cut at %s", length).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jsonl", "a.csv"})
    void rowsWithoutAnswerCanBeTakenOut(String name) throws IOException {
        Path file = written(name);
        RowFile.forgetFailures(file);
        try (RowFile rows = RowFile.open(file)) {
            assertThat(rows.has("k1")).isTrue();
            assertThat(rows.has("k2")).isFalse();
        }
        assertThat(Files.readString(file)).contains("two ", "é").doesNotContain("bad");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jsonl", "a.csv"})
    void oneProcessWritesAtATime(String name) {
        Path file = written(name);
        try (RowFile rows = RowFile.open(file)) {
            assertThat(rows.size()).isEqualTo(2);
            assertThatThrownBy(() -> RowFile.open(file))
                    .isInstanceOf(QwenVlException.class)
                    .hasMessage(file + ": another process is writing it");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jsonl", "a.csv"})
    void aFileOfSomethingElseIsLeftAsItIs(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "{\"x\": 1}\n{\"x\": 2}\n");
        assertThatThrownBy(() -> RowFile.open(file))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining("is not a row of a batch");
        assertThat(file).hasContent("{\"x\": 1}\n{\"x\": 2}\n");
    }

    /** Nothing of it is taken for half a row that a killed process left behind. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"x\": 1}\n{\"x\": 2}",
                "{\"image\": \"a.png\"}",
                "name,age\nalice,4",
                "one line",
                "{",
                "\"",
                "{\"keys\""
            })
    void aFileOfSomethingElseWithoutALastLineEndIsLeftAsItIs(String text) throws IOException {
        for (String name : List.of("a.jsonl", "a.csv")) {
            Path file = Files.writeString(folder.resolve(name), text);
            boolean mayBeARow = name.endsWith("l") && "{\"key\":".startsWith(text);
            if (!mayBeARow) {
                assertThatThrownBy(() -> RowFile.open(file))
                        .isInstanceOf(QwenVlException.class)
                        .hasMessage(file + ":1: is not a row of a batch: choose another file, or delete it");
                assertThat(file).hasContent(text);
            }
        }
        Path responses = Files.writeString(folder.resolve("responses.jsonl"), text + "}");
        assertThatThrownBy(() -> OpenAiLines.open(responses)).isInstanceOf(QwenVlException.class);
        assertThat(responses).hasContent(text + "}");
    }
}
