package io.github.qwenvl4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of {@code run} that are held to a form. */
class FormatFlagsTest {

    @TempDir
    private Path folder;

    private static Cli run(String... options) {
        List<String> args = new ArrayList<>(
                List.of("run", "--model", Fixtures.path("tiny-vl").toString(), "--dtype", "float32"));
        args.addAll(List.of(options));
        return Cli.run(args);
    }

    @Test
    void choiceRegexAndSchemaHoldWhatIsPrinted() throws IOException {
        assertThat(run("--choice", "red,green", "Which?").out().strip()).isIn("red", "green");
        assertThat(run("--regex", "[a-c]{2}\\d", "Which?").out().strip()).matches("[a-c]{2}\\d");
        Path schema = folder.resolve("schema.json");
        Files.writeString(
                schema,
                "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":20}},"
                        + "\"required\":[\"n\"],\"additionalProperties\":false}");
        JsonNode answer = new ObjectMapper()
                .readTree(run("--schema", schema.toString(), "How many?").out());
        assertThat(answer.get("n").asInt()).isBetween(1, 20);
    }

    @Test
    void anAnswerThatIsCutOffIsPrintedAndIsAnError() {
        Cli cli = run("--regex", "[a-c]{40}", "--max-new-tokens", "3", "What?");
        assertThat(cli.out().strip()).matches("[a-c]{1,39}");
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err().strip())
                .contains("cut off after 3 tokens", "--max-new-tokens")
                .doesNotContain("\n");
    }

    private String schema() throws IOException {
        return Files.writeString(
                        folder.resolve("found.json"),
                        "{\"type\":\"object\",\"properties\":{\"colour\":{\"enum\":[\"red\",\"blue\"]},\"bbox_2d\":{\"type\":\"array\","
                                + "\"items\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":999},\"minItems\":4,\"maxItems\":4}},"
                                + "\"required\":[\"colour\",\"bbox_2d\"],\"additionalProperties\":false}")
                .toString();
    }

    @Test
    void evidenceTellsHowProbableEachValueIsAndWhereItIs() throws IOException {
        Cli cli = run(
                "--temperature", "0", "--schema", schema(), "--evidence", "--review-below", "1", "--json", "Which?");
        JsonNode json = new ObjectMapper().readTree(cli.out());
        JsonNode answer = new ObjectMapper().readTree(json.get("text").asText());
        JsonNode colour = json.at("/evidence/0");
        assertThat(json.get("evidence")).hasSize(5);
        assertThat(colour.get("path").asText()).isEqualTo("/colour");
        assertThat(colour.get("value")).isEqualTo(answer.get("colour"));
        assertThat(colour.get("probability").asDouble()).isBetween(0.0, 1.0);
        assertThat(colour.get("needs_review").asBoolean()).isTrue();
        assertThat(colour.get("box")).hasSize(4);
        Cli people = run("--temperature", "0", "--schema", schema(), "--evidence", "--review-below", "0", "Which?");
        assertThat(new ObjectMapper().readTree(people.out())).isEqualTo(answer);
        assertThat(people.err().lines().toList()).hasSize(5).allMatch(line -> line.matches(" *[0-9.]+ %  /.*"));
        assertThat(people.err()).contains("/colour").doesNotContain("needs review");
        assertThat(run("--schema", schema(), "--json", "Which?").out()).doesNotContain("evidence");
    }

    @Test
    void anAnswerThatIsCutOffIsClosedIfThatIsAskedFor() throws IOException {
        Cli cli = run("--schema", schema(), "--close-json", "--max-new-tokens", "3", "Which?");
        assertThat(cli.exitCode()).as(cli.err()).isZero();
        assertThat(new ObjectMapper().readTree(cli.out()).isObject()).isTrue();
        for (int tokens = 1; tokens <= 12; tokens++) {
            Cli cut = run("--schema", schema(), "--close-json", "--max-new-tokens", "" + tokens, "Which?");
            assertThat(new ObjectMapper().readTree(cut.out()).fieldNames())
                    .toIterable()
                    .as(cut.out())
                    .isSubsetOf("colour", "bbox_2d");
        }
        assertThat(run("--schema", schema(), "--max-new-tokens", "3", "Which?").exitCode())
                .isEqualTo(1);
    }

    @Test
    void probabilitiesAddUp() {
        List<String> lines = run("--choice", "red,green", "--choice", "blue", "--probabilities", "Which?")
                .out()
                .lines()
                .toList();
        assertThat(lines).hasSize(3).allMatch(line -> line.matches("[01]\\.\\d{4}  (red|green|blue)"));
        assertThat(lines.stream()
                        .mapToDouble(line -> Double.parseDouble(line.substring(0, 6)))
                        .sum())
                .isBetween(0.999, 1.001);
        JsonNode json = run("--choice", "red,green", "--probabilities", "--json", "Which?")
                .json();
        assertThat(json.at("/probabilities/0/text").asText()).isEqualTo("red");
        assertThat(json.at("/probabilities/0/log_likelihood").asDouble()).isNegative();
    }

    @Test
    void wrongFormsAreToldInOneLineBeforeTheModelIsOpened() throws IOException {
        Path schema = folder.resolve("schema.json");
        Files.writeString(schema, "{\"not\":{}}");
        assertRefused(
                "the JSON Schema cannot be enforced: #/not is a keyword that is not supported", "--schema", schema);
        assertRefused("--probabilities needs --choice", "--probabilities");
        assertRefused("--evidence and --close-json need --schema or --format json", "--evidence");
        assertRefused("--evidence and --close-json need --schema or --format json", "--close-json", "--choice", "a,b");
        assertRefused("--review-below needs --evidence", "--format", "json", "--review-below", "0.3");
        assertRefused(
                "review-below is 3.0, but must be from 0 to 1",
                "--format",
                "json",
                "--evidence",
                "--review-below",
                "3");
        assertRefused(
                "--schema, --format, --regex and --choice exclude each other", "--format", "json", "--regex", "a");
        assertRefused("--format is xml, but must be json", "--format", "xml");
        assertRefused("'(a' is wrong at character 2: a ( that is not closed", "--regex", "(a");
        assertRefused("missing.json", "--schema", folder.resolve("missing.json"));
    }

    private static void assertRefused(String message, Object... options) {
        List<String> args = new ArrayList<>(List.of("run", "--model", "/nowhere"));
        for (Object option : options) {
            args.add(option.toString());
        }
        args.add("What?");
        Cli cli = Cli.run(args);
        assertThat(cli.exitCode()).isNotZero();
        assertThat(cli.err().strip()).contains(message).doesNotContain("\n");
    }
}
