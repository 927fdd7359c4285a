package io.github.qwenvl4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.TokenLikelihood;
import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The flags of {@code run} give the answers of the library's options. */
class AnswerFlagsTest {

    private static final AnswerOptions PLAIN = AnswerOptions.greedy(24);

    @TempDir
    private Path folder;

    private static Cli run(String... options) {
        List<String> args = new ArrayList<>(
                List.of("run", "--model", Fixtures.path("tiny-vl").toString()));
        args.addAll(List.of("--dtype", "float32", "--temperature", "0", "--max-new-tokens", "24"));
        args.addAll(List.of(options));
        return Cli.run(args);
    }

    private static Answer library(UnaryOperator<AnswerOptions> change) {
        try (QwenVl model = OpenedModel.open("tiny-vl", Precision.FLOAT32)) {
            AnswerOptions options = PLAIN.withStopStrings(model.defaults().stopStrings());
            return model.ask(Message.user("Hi"), change.apply(options));
        }
    }

    static Stream<Arguments> options() {
        String plain = library(UnaryOperator.identity()).text();
        String word = plain.substring(plain.length() / 2, plain.length() / 2 + 1);
        return Stream.of(
                flag("--presence-penalty", "-30", options -> options.withPresencePenalty(-30)),
                flag("--frequency-penalty", "-2", options -> options.withFrequencyPenalty(-2)),
                flag("--repetition-penalty", "0.2", options -> options.withRepetitionPenalty(0.2)),
                flag("--stop", word, options -> options.withStopStrings(List.of(word))),
                flag("--beginning", "I <ref>see</ref>", options -> options.withBeginning("I <ref>see</ref>")));
    }

    private static Arguments flag(String name, String value, UnaryOperator<AnswerOptions> change) {
        return Arguments.of(name, value, change);
    }

    @ParameterizedTest
    @MethodSource("options")
    void aFlagIsTheLibrarysOption(String name, String value, UnaryOperator<AnswerOptions> change) {
        Cli cli = run(name, value, "Hi");
        assertThat(cli.exitCode()).as(cli.err()).isZero();
        assertThat(cli.out()).isEqualTo(library(change).text() + System.lineSeparator());
        assertThat(cli.out()).isNotEqualTo(run("Hi").out());
    }

    @Test
    void aGivenBeginningIsContinuedWithinTheConstraint() {
        String tags = "<ref>the dog</ref><box>";
        JsonNode json =
                run("--beginning", tags, "--constrain-boxes", "--json", "Hi").json();
        assertThat(json.get("text").asText()).startsWith(tags);
        assertThat(json.at("/boxes/0/ref").asText()).isEqualTo("the dog");
        assertThat(json.at("/boxes/0/box")).hasSize(4);
    }

    @Test
    void jsonReportsHowLikelyTheTokensAre() {
        JsonNode json = run("--json", "--logprobs", "2", "Hi").json();
        List<TokenLikelihood> expected =
                library(options -> options.withAlternatives(2)).likelihoods();
        assertThat(json.get("logprobs")).hasSameSizeAs(expected).hasSameSizeAs(json.get("ids"));
        for (int i = 0; i < expected.size(); i++) {
            JsonNode token = json.get("logprobs").get(i);
            assertThat(token.get("id")).isEqualTo(json.get("ids").get(i));
            assertThat(token.get("logprob").asDouble())
                    .isEqualTo(expected.get(i).chosen().logprob());
            assertThat(token.get("top")).hasSize(2);
            assertThat(token.at("/top/1/id").asInt())
                    .isEqualTo(expected.get(i).top().get(1).id());
        }
        assertThat(json.at("/logprobs/0/token").asText())
                .isNotEmpty()
                .isSubstringOf(json.get("text").asText());
        assertThat(run("--json", "Hi").json().has("logprobs")).isFalse();
    }

    @Test
    void rowsOfQuestionsReportThemToo() throws IOException {
        Path questions = Files.writeString(folder.resolve("questions.txt"), "Hi\n");
        JsonNode row =
                run("--questions", questions.toString(), "--logprobs", "0").json();
        assertThat(row.get("logprobs")).hasSameSizeAs(row.get("ids"));
        assertThat(row.at("/logprobs/0/top")).isEmpty();
    }

    @Test
    void anAnswerThatTakesTooLongFails() {
        Cli cli = run("--time-limit", "0.001", "Hi");
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err()).isEqualTo("qwenvl: the answer was not complete within 1 ms" + System.lineSeparator());
        assertThat(run("--time-limit", "600", "Hi").out()).isEqualTo(run("Hi").out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--logprobs 3|--logprobs needs --json or --questions",
                "--json --logprobs -1|logprobs is -1, but must be from 0 to 100",
                "--time-limit 0|time-limit is 0.0, but must be above 0, at most 1000000",
                "--time-limit NaN|time-limit is NaN, but must be above 0, at most 1000000",
                "--presence-penalty 101|presence-penalty is 101.0, but must be from -100 to 100",
                "--frequency-penalty 101|frequency-penalty is 101.0, but must be from -100 to 100",
                "--task ocr --beginning A|--task takes one --image, and neither a prompt nor --raw, --system or --beginning"
            })
    void badValuesAreOneLine(String line) {
        String[] parts = line.split("\\|");
        List<String> args = new ArrayList<>(List.of(parts[0].split(" ")));
        if (!args.contains("--task")) {
            args.add("Hi");
        }
        Cli cli = run(args.toArray(String[]::new));
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err()).isEqualTo("qwenvl: " + parts[1] + System.lineSeparator());
    }
}
