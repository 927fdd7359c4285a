package user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.AnswerStream;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.chat.Conversation;
import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.hub.BuiltInModel;
import io.github.qwenvl4j.image.ExifOrientation;
import io.github.qwenvl4j.image.ImageLimits;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.ImageSource;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The library as a program sees it: one question gives one answer, whichever way it is asked. */
class FrontDoorTest {

    private static final Path FILE = Fixtures.path("images/scene-640x480.png");
    private static final AnswerOptions GREEDY = AnswerOptions.greedy(16);

    private static QwenVl model;

    @BeforeAll
    static void open() {
        model = QwenVl.open();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Stream<AnswerOptions> options() {
        AnswerOptions sampled = GREEDY.withTemperature(1.2).withSeed(5);
        return Stream.of(
                GREEDY,
                sampled,
                sampled.withTopK(7),
                sampled.withTopP(0.8),
                sampled.withMinP(0.1),
                GREEDY.withRepetitionPenalty(1.3),
                GREEDY.withPresencePenalty(1.5),
                GREEDY.withFrequencyPenalty(0.7),
                GREEDY.withStopStrings(List.of("e")),
                GREEDY.withBeginning("<ref>the heart</ref><box>").withConstrainBoxes(true),
                GREEDY.withAlternatives(3),
                GREEDY.withTimeLimit(Duration.ofMinutes(5)));
    }

    @ParameterizedTest
    @MethodSource("options")
    void everyOptionMeansTheSameInEveryWayToAsk(AnswerOptions options) throws Exception {
        Message question = Message.user("Where is the brown heart?", Picture.of(FILE));
        Answer asked = model.ask(question, options);
        Answer awaited = model.askAsync(question, options).get();
        StringBuilder pieces = new StringBuilder();
        Answer streamed;
        try (AnswerStream stream = model.stream(question, options)) {
            stream.forEach(pieces::append);
            streamed = stream.answer();
        }
        Answer said;
        try (Conversation talk = model.conversation()) {
            said = talk.ask(question, options);
            assertThat(talk.regenerate(options).answer().ids()).isEqualTo(said.ids());
        }
        assertThat(List.of(awaited, streamed)).allSatisfy(answer -> {
            assertThat(answer.ids()).isEqualTo(asked.ids());
            assertThat(answer.text()).isEqualTo(asked.text());
            assertThat(answer.likelihoods()).hasSameSizeAs(asked.likelihoods());
            assertThat(answer.usage().promptTokens()).isEqualTo(asked.usage().promptTokens());
            assertThat(answer.seed()).isEqualTo(asked.seed());
        });
        assertThat(pieces).hasToString(asked.text());
        assertThat(asked.usage().promptTokens()).isEqualTo(model.tokens(question));
        assertThat(asked.ids()).isNotEmpty();
        assertThat(said.text()).isEqualTo(asked.text());
    }

    private static Stream<Arguments> pictures() throws IOException {
        byte[] bytes = Files.readAllBytes(FILE);
        return Stream.of(
                arguments("path", Picture.of(FILE)),
                arguments("address", Picture.of(FILE.toUri())),
                arguments("bytes", Picture.of(bytes)),
                arguments("stream", Picture.of(new ByteArrayInputStream(bytes))),
                arguments("image", Picture.of(ImageIO.read(FILE.toFile()))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pictures")
    void aPictureMayComeFromAnywhere(String source, Picture picture) {
        String expected =
                model.ask("Where is the brown heart?", FILE.toString()).text();
        assertThat(model.ask("Where is the brown heart?", picture).text()).isEqualTo(expected);
        try (Conversation talk = model.conversation()) {
            String said = talk.ask("Where is the brown heart?", picture).text();
            assertThat(said)
                    .isEqualTo(talk.regenerate(model.defaults()).answer().text());
        }
    }

    @Test
    void aProgramAddsASourceOfItsOwn() {
        ImageSource store = new ImageSource() {
            @Override
            public boolean serves(String address) {
                return address.startsWith("store:");
            }

            @Override
            public byte[] read(String address, ImageLimits limits) throws IOException {
                if (!address.equals("store:scene")) {
                    throw new IOException("is not in the store");
                }
                return Files.readAllBytes(FILE);
            }
        };
        ImageLoader images = new ImageLoader(ImageLimits.DEFAULT, ExifOrientation.APPLY, List.of(store));
        OpenOptions options = OpenOptions.defaults().withImages(images);
        try (QwenVl stored = QwenVl.open(BuiltInModel.directory(), options)) {
            assertThat(stored.ask("Where is the brown heart?", "store:scene").text())
                    .isEqualTo(model.ask("Where is the brown heart?", FILE.toString())
                            .text());
            assertThatThrownBy(() -> stored.ask("Where is it?", "store:other"))
                    .isInstanceOf(QwenVlException.class)
                    .hasMessage("image store:other is not in the store");
            assertThatThrownBy(() -> stored.ask("Where is it?", FILE.toString()))
                    .isInstanceOfSatisfying(
                            QwenVlException.class,
                            e -> assertThat(e.kind()).isEqualTo(QwenVlException.Kind.NOT_PERMITTED));
        }
    }

    @Test
    void regionsOfAQuestionAreData() {
        Message question = Message.user("What is ", Picture.of(FILE))
                .region("this", new Box(100, 100, 400, 400))
                .text("?");
        assertThat(model.ask(question, GREEDY).finishReason()).isNotNull();
        assertThat(model.tokens(question)).isGreaterThan(model.tokens(Message.user("What is this?", Picture.of(FILE))));
    }

    @Test
    void aQuestionThatIsTooLongIsCountedOut() {
        Message tooLong = Message.user("Where is the brown heart? ".repeat(300));
        assertThatThrownBy(() -> model.tokens(tooLong))
                .isInstanceOfSatisfying(
                        QwenVlException.class, e -> assertThat(e.kind()).isEqualTo(QwenVlException.Kind.TOO_LONG));
    }

    @Test
    void anAnswerTellsTheSeedThatGivesItAgain() {
        Message question = Message.user("What is to be seen?", Picture.of(FILE));
        AnswerOptions random = GREEDY.withTemperature(2);
        Answer drawn = model.ask(question, random);
        Answer again = model.ask(question, random.withSeed(drawn.seed().orElseThrow()));
        assertThat(again.ids()).isEqualTo(drawn.ids());
        assertThat(model.ask(question, random).seed()).isNotEqualTo(drawn.seed());
        assertThat(model.ask(question, GREEDY).seed()).isEmpty();
    }

    @Test
    void answersAreComparedByValue() {
        Answer answer = model.ask("What is to be seen?", FILE.toString());
        Answer copy = new Answer(
                answer.text(),
                List.copyOf(answer.ids()),
                answer.finishReason(),
                answer.usage(),
                answer.timings(),
                answer.likelihoods(),
                answer.seed(),
                answer.form());
        assertThat(copy).isEqualTo(answer).hasSameHashCodeAs(answer);
    }

    @Test
    void aNewQuestionOfAConversationCancelsAStreamThatIsNotComplete() {
        try (Conversation talk = model.conversation()) {
            AnswerStream first = talk.stream(Message.user("What is to be seen?", Picture.of(FILE)), GREEDY);
            Answer second = talk.ask(Message.user("Where is the brown heart?", Picture.of(FILE)), GREEDY);
            assertThatThrownBy(first::answer).hasMessage("the answer was cancelled");
            assertThat(talk.history())
                    .hasSize(1)
                    .first()
                    .satisfies(exchange -> assertThat(exchange.answer()).isEqualTo(second.text()));
        }
    }
}
