package io.github.qwenvl4j.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person sees of {@code eval score}. */
class EvalScoreTest {

    @TempDir
    private Path folder;

    private Path annotations;

    @BeforeEach
    void write() throws IOException {
        annotations = file(
                "test.jsonl",
                "{\"question_id\": 1, \"answer\": \"5\"}",
                "{\"question_id\": 2, \"answer\": \"yes \"}",
                "{\"question_id\": 3, \"answer\": \"red\"}");
    }

    private Path file(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    private Cli score(String benchmark, Path answers, String... more) {
        List<String> args = new ArrayList<>(List.of("eval", "score", benchmark));
        args.addAll(List.of("--annotations", annotations.toString(), "--answers", answers.toString()));
        args.addAll(List.of(more));
        return Cli.run(args);
    }

    private Path whole() throws IOException {
        return file(
                "answers.jsonl",
                "{\"question_id\": 3, \"answer\": \"red\"}",
                "{\"question_id\": 1, \"answer\": \"5.26\"}",
                "{\"question_id\": 2, \"answer\": \"yes\"}");
    }

    private static JsonNode lastLine(Cli result) throws IOException {
        assertThat(result.exitCode()).as(result.err()).isZero();
        List<String> lines = result.out().lines().toList();
        return new ObjectMapper().readTree(lines.get(lines.size() - 1));
    }

    /** 5.26 is within 5 % of itself but not of 5; "yes " is not stripped officially. */
    @ParameterizedTest
    @CsvSource({"official, 0.6666666666666666", "strict, 0.6666666666666666"})
    void theLastLineIsAJsonObject(String mode, double score) throws IOException {
        JsonNode json = lastLine(score("chartqa", whole(), "--mode", mode));
        assertThat(json.get("benchmark").asText()).isEqualTo("chartqa");
        assertThat(json.get("mode").asText()).isEqualTo(mode);
        assertThat(json.get("items").asInt()).isEqualTo(3);
        assertThat(json.get("metrics").get("relaxed_accuracy").asDouble()).isEqualTo(score);
        assertThat(json.get("modes").asText()).contains("official").contains("strict");
    }

    @Test
    void missingExtraAndDuplicateAnswersAreNamed() throws IOException {
        Path answers = file(
                "answers.jsonl",
                "{\"question_id\": 1, \"answer\": \"5\"}",
                "{\"question_id\": 1, \"answer\": \"6\"}",
                "{\"question_id\": 77, \"answer\": \"x\"}");
        Cli refused = score("chartqa", answers);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err().strip())
                .isEqualTo("qwenvl: no answer to 2, 3; an answer to no question 77; more than one answer to 1"
                        + " (--allow-missing scores the others)");
        JsonNode json = lastLine(score("chartqa", answers, "--allow-missing"));
        assertThat(json.get("missing").asInt()).isEqualTo(2);
        assertThat(json.get("extra").asInt()).isEqualTo(1);
        assertThat(json.get("duplicate").asInt()).isEqualTo(1);
        assertThat(json.get("items").asInt()).isEqualTo(3);
        assertThat(json.get("metrics").get("relaxed_accuracy").asDouble()).isEqualTo(1 / 3.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"question_id\": 1} | DIR/bad.jsonl:1: has no field \"answer\"",
                "{\"question_id\": 1, \"answer\": [] } | DIR/bad.jsonl:1: field \"answer\" is not a text",
                "{\"question_id\": 1,  | DIR/bad.jsonl:1: is not valid JSON: it ends too early",
                "[] | answers without unique ids are matched by their order, but there are 0 of them for 3 questions",
                "\"text\" | DIR/bad.jsonl: is neither a JSON array of objects nor one JSON object per line"
            })
    void badFilesAreRefusedInOneLine(String line, String message) throws IOException {
        Cli refused = score("chartqa", file("bad.jsonl", line));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err().strip()).isEqualTo("qwenvl: " + message.replace("DIR", folder.toString()));
    }

    @Test
    void anUnknownBenchmarkIsRefusedWithTheNames() throws IOException {
        Cli refused = score("vqa", whole());
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err().strip())
                .isEqualTo("qwenvl: there is no benchmark vqa; there are " + BenchmarkNames.LIST);
        assertThat(BenchmarkNames.LIST.split(", ")).containsExactlyElementsOf(new BenchmarkNames());
    }
}
