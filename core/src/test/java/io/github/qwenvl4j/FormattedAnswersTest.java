package io.github.qwenvl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.engine.StepReport;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.OpenedModel;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers of a model that knows nothing, held to a form. */
class FormattedAnswersTest {

    private static final Message QUESTION = Message.user("What is it?");

    private static QwenVl model;

    @BeforeAll
    static void open() {
        model = OpenedModel.open("tiny-vl", Precision.FLOAT32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void aChoiceIsOneOfItsTextsWhateverTheSeed() {
        List<String> texts = List.of("a cat", "a dog", "a dogma", "\u732b\n");
        AnswerOptions options = AnswerOptions.greedy(50)
                .withTemperature(1)
                .withFormat(AnswerFormat.choice(texts.toArray(String[]::new)));
        List<String> said = IntStream.range(0, 60)
                .mapToObj(seed -> model.ask(QUESTION, options.withSeed(seed)))
                .peek(answer -> assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP))
                .map(Answer::text)
                .toList();
        assertThat(texts).containsAll(said);
        assertThat(said.stream().distinct().count()).isGreaterThan(1);
    }

    @Test
    void anExpressionIsMatchedWhole() {
        AnswerOptions options = AnswerOptions.greedy(60)
                .withTemperature(1)
                .withFormat(AnswerFormat.regex("[A-Z]{2}-\\d{4}(\\.\\w{1,3})?"));
        for (int seed = 0; seed < 40; seed++) {
            Answer answer = model.ask(QUESTION, options.withSeed(seed));
            assertThat(answer.text()).matches("[A-Z]{2}-\\d{4}(\\.[0-9A-Za-z_]{1,3})?");
            assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        }
    }

    @Test
    void anAnswerThatIsCutOffSaysSo() {
        AnswerOptions options = AnswerOptions.greedy(3).withFormat(AnswerFormat.regex("a{100}"));
        Answer answer = model.ask(QUESTION, options);
        assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(answer.text()).matches("a+");
        assertThat(answer.ids()).hasSize(3);
    }

    @Test
    void anAnswerThatIsCutOffCanBeClosed() throws IOException {
        AnswerOptions options = AnswerOptions.greedy(12)
                .withTemperature(1)
                .withFormat(AnswerFormat.jsonSchema("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\","
                        + "\"minItems\":40,\"items\":{\"type\":\"string\"}}},\"required\":[\"a\"]}"));
        for (int seed = 0; seed < 20; seed++) {
            Answer cut = model.ask(QUESTION, options.withSeed(seed));
            StringBuilder pieces = new StringBuilder();
            Answer closed;
            try (AnswerStream stream =
                    model.stream(QUESTION, options.withSeed(seed).withCloseJson(true))) {
                stream.forEach(pieces::append);
                closed = stream.answer();
            }
            assertThat(closed.finishReason()).isEqualTo(FinishReason.LENGTH);
            assertThat(closed.ids()).isEqualTo(cut.ids());
            assertThat(closed.text()).isEqualTo(pieces.toString()).startsWith(cut.text());
            assertThat(new ObjectMapper().readTree(closed.text()).has("a")).isTrue();
        }
    }

    @Test
    void anAnswerThatIsClosedHasOnlyWholeNames() throws IOException {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"animal\":{\"enum\":[\"dog\"]},\"colour\":{\"enum\":[\"red\"]}},"
                        + "\"required\":[\"animal\",\"colour\"],\"additionalProperties\":false}";
        AnswerOptions options = AnswerOptions.greedy(1)
                .withFormat(AnswerFormat.jsonSchema(schema))
                .withCloseJson(true);
        for (int length = 1; length <= 32; length++) {
            StringBuilder pieces = new StringBuilder();
            try (AnswerStream stream = model.stream(QUESTION, options.withMaxNewTokens(length))) {
                stream.forEach(pieces::append);
                assertThat(stream.answer().text()).isEqualTo(pieces.toString());
            }
            assertThat(new ObjectMapper().readTree(pieces.toString()).fieldNames())
                    .toIterable()
                    .as(pieces.toString())
                    .isSubsetOf("animal", "colour");
        }
    }

    @Test
    void evidenceChangesNothingElse() {
        AnswerOptions options = AnswerOptions.greedy(200)
                .withTemperature(1)
                .withFormat(
                        AnswerFormat.jsonSchema(
                                "{\"type\":\"object\",\"properties\":{\"colour\":{\"enum\":[\"red\",\"blue\"]},\"n\":{\"type\":\"integer\","
                                        + "\"minimum\":0,\"maximum\":99}},\"required\":[\"colour\",\"n\"],\"additionalProperties\":false}"));
        Answer plain = model.ask(QUESTION, options.withSeed(3));
        Answer evident = model.ask(QUESTION, options.withSeed(3).withEvidence(0.5));
        assertThat(evident.text()).isEqualTo(plain.text());
        assertThat(plain.evidence()).isEmpty();
        Evidence evidence = evident.evidence().orElseThrow();
        assertThat(evidence.fields()).extracting(Evidence.Field::path).containsExactly("/colour", "/n");
        assertThat(evidence.fields()).allMatch(field -> field.probability() > 0 && field.probability() < 1);
    }

    @Test
    void evidenceNeedsJson() {
        for (AnswerFormat format : List.of(AnswerFormat.freeText(), AnswerFormat.choice("a", "b"))) {
            AnswerOptions options = AnswerOptions.greedy(5).withFormat(format);
            assertThatThrownBy(() -> model.ask(QUESTION, options.withEvidence(0.5)))
                    .isInstanceOf(QwenVlException.class)
                    .hasMessage("evidence and closing need an answer in JSON, by a schema or without one");
            assertThatThrownBy(() -> model.ask(QUESTION, options.withCloseJson(true)))
                    .isInstanceOf(QwenVlException.class);
        }
    }

    @Test
    void whatIsCertainTakesOneStepAndIsStreamedLikeTheRest() {
        String text = "The quick brown fox jumps over the lazy dog.";
        AnswerOptions options = AnswerOptions.greedy(200).withFormat(AnswerFormat.choice(text));
        AtomicInteger steps = new AtomicInteger();
        model.internals().engine().observe(report -> steps.incrementAndGet());
        Answer answer;
        String streamed;
        try (AnswerStream stream = model.stream(QUESTION, options)) {
            StringBuilder pieces = new StringBuilder();
            stream.forEach(pieces::append);
            streamed = pieces.toString();
            answer = stream.answer();
        } finally {
            model.internals().engine().observe((StepReport report) -> {});
        }
        assertThat(answer.text()).isEqualTo(text).isEqualTo(streamed);
        assertThat(answer.ids().size()).isGreaterThan(10);
        assertThat(steps.get()).isEqualTo(1);
    }

    @Test
    void certainTokensHaveTheLikelihoodsThatTheModelGivesThem() {
        AnswerFormat format = AnswerFormat.choice("brown fox");
        Answer answer =
                model.ask(QUESTION, AnswerOptions.greedy(50).withFormat(format).withAlternatives(2));
        assertThat(answer.likelihoods()).hasSize(answer.ids().size());
        assertThat(answer.likelihoods().stream()
                        .map(likelihood -> likelihood.chosen().id())
                        .collect(Collectors.toList()))
                .isEqualTo(answer.ids());
        Answer free = model.ask(QUESTION, AnswerOptions.greedy(1).withAlternatives(2));
        TokenLikelihood.Entry held = answer.likelihoods().get(0).top().get(0);
        TokenLikelihood.Entry likeliest = free.likelihoods().get(0).top().get(0);
        assertThat(held.id()).isEqualTo(likeliest.id());
        assertThat(held.logprob()).isCloseTo(likeliest.logprob(), within(1e-4));
    }

    @Test
    void stopStringsAndTheBeginningCompose() {
        AnswerOptions options = AnswerOptions.greedy(50)
                .withFormat(AnswerFormat.choice("one two three"))
                .withBeginning("one ")
                .withStopStrings(List.of("three"));
        assertThat(model.ask(QUESTION, options).text()).isEqualTo("one two ");
    }

    @Test
    void aBeginningThatDoesNotFitIsRefused() {
        AnswerOptions options = AnswerOptions.greedy(50)
                .withFormat(AnswerFormat.choice("one", "two"))
                .withBeginning("three");
        assertThatThrownBy(() -> model.ask(QUESTION, options))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("the beginning of the answer does not fit its form");
    }

    @Test
    void boxesAndAFormExcludeEachOther() {
        assertThatThrownBy(
                        () -> AnswerOptions.greedy(5).withConstrainBoxes(true).withFormat(AnswerFormat.choice("a")))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("constrain-boxes applies to free text, not to an answer of another format");
    }

    @Test
    void emptyAndRepeatedChoicesAreRefused() {
        assertThatThrownBy(() -> AnswerFormat.choice()).isInstanceOf(QwenVlException.class);
        assertThatThrownBy(() -> AnswerFormat.choice("a", "")).isInstanceOf(QwenVlException.class);
        assertThatThrownBy(() -> AnswerFormat.choice("a", "a")).isInstanceOf(QwenVlException.class);
    }
}
