package io.github.qwenvl4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.chat.Conversation;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.fake.FakeFamily;
import io.github.qwenvl4j.testing.fake.FakeFeatures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine over a family that has nothing in common with the real ones. */
class OtherFamilyTest {

    private static final long FAR = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
    private static final int UPRIGHT = 3; // rows
    private static final int WIDE = 7;

    @TempDir
    private Path folder;

    private QwenVl model;

    @BeforeEach
    void open() {
        model = QwenVl.open(FakeFamily.write(folder.resolve("fake")));
    }

    @AfterEach
    void close() {
        model.close();
        assertThat(FakeFeatures.alive()).as("features that nobody freed").isZero();
    }

    private static Picture picture(int seed, int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        new Random(seed).nextBytes(rgb);
        return Picture.of(RgbImage.of(width, height, rgb)).named("p" + seed);
    }

    private static List<Message> questions() {
        Picture upright = picture(1, 2, 3);
        Picture wide = picture(2, 5, 2);
        return List.of(
                Message.user("What is this?", upright),
                Message.user("What is this?", wide),
                Message.user("Compare them.", upright, wide),
                Message.user("Compare them.", wide, upright),
                Message.user("No picture here."),
                Message.user("What is this?", upright, upright));
    }

    private AnswerOptions options() {
        return model.defaults().withMaxNewTokens(60);
    }

    private Answer alone(Message question) {
        return model.ask(question, options());
    }

    @Test
    void picturesTakeTheRowsOfTheirShape() {
        int words = model.tokens(Message.user("Hi"));
        assertThat(model.tokens(Message.user("Hi", picture(1, 2, 3)))).isEqualTo(words + UPRIGHT + 2);
        assertThat(model.tokens(Message.user("Hi", picture(2, 5, 2), picture(1, 2, 3))))
                .isEqualTo(words + WIDE + 2 + UPRIGHT + 2);
        assertThat(alone(Message.user("Hi", picture(2, 5, 2))).usage().promptTokens())
                .isEqualTo(words + WIDE + 2);
    }

    @Test
    void picturesTheirOrderAndTheWordsDecideTheAnswer() {
        Set<String> texts = new HashSet<>();
        questions().forEach(question -> texts.add(alone(question).text()));
        assertThat(texts).hasSameSizeAs(questions());
        assertThat(alone(questions().get(2)).text())
                .isEqualTo(alone(questions().get(2)).text());
    }

    /** More than two answers are computed without guesses, one alone with them. */
    @Test
    void answersInABusyBatchAreThoseGivenAlone() throws Exception {
        List<Prompt> prompts = questions().stream()
                .map(question -> model.internals().prompt(Dialogue.of(question)))
                .toList();
        List<Collected> answers = new ArrayList<>();
        EngineLimits limits =
                EngineLimits.of(OpenOptions.defaults().withBatch(8).withSessionBytes(1 << 20));
        try (Engine engine = new Engine(model.internals().engineModel(), limits, report -> {})) {
            for (int round = 0; round < 4; round++) {
                for (Prompt prompt : prompts) {
                    Collected answer = new Collected();
                    answers.add(answer);
                    engine.submit(List.of(new AnswerRequest(prompt, options(), Owner.once(), FAR, answer)));
                }
            }
            for (int i = 0; i < answers.size(); i++) {
                answers.get(i).await();
                assertThat(answers.get(i).text.toString())
                        .isEqualTo(alone(questions().get(i % prompts.size())).text());
            }
        }
    }

    @Test
    void twentyAnswersFinishWhereThreeFit() throws Exception {
        List<Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            prompts.add(model.internals()
                    .prompt(Dialogue.of(Message.user("question number " + i, picture(i, 4 + i % 2, 4)))));
        }
        AnswerOptions many = options().withFrequencyPenalty(-2); // no end before the limit
        long limit = 3 * 1000L * 112; // sessions of a prompt and its answer, at 1000 bytes a row
        List<Collected> answers = new ArrayList<>();
        Set<Integer> together = new HashSet<>();
        try (Engine engine = new Engine(
                model.internals().engineModel(),
                new EngineLimits(16, 64, 64, limit),
                report -> together.add(report.answers()))) {
            for (Prompt prompt : prompts) {
                Collected answer = new Collected();
                answers.add(answer);
                engine.submit(List.of(new AnswerRequest(prompt, many, Owner.once(), FAR, answer)));
            }
            for (int i = 0; i < answers.size(); i++) {
                answers.get(i).await();
                assertThat(answers.get(i).ids)
                        .isEqualTo(
                                model.internals().answer(prompts.get(i), many).ids());
            }
        }
        assertThat(together).as("answers of a step").contains(2, 3);
    }

    @Test
    void aConversationReusesItsRowsAndAnswersAsIfItDidNot() {
        try (Conversation talk = model.conversation()) {
            Answer first = talk.ask(questions().get(2), options());
            Answer second = talk.ask(Message.user("And now?", picture(3, 9, 2)), options());
            assertThat(first.usage().reusedTokens()).isZero();
            assertThat(second.usage().reusedTokens())
                    .isGreaterThanOrEqualTo(first.usage().promptTokens());
            Dialogue said = new Dialogue(List.of(
                    Message.system(""),
                    questions().get(2),
                    Message.assistant(first.text()),
                    Message.user("And now?", picture(3, 9, 2))));
            assertThat(model.internals()
                            .answer(model.internals().prompt(said), options())
                            .text())
                    .isEqualTo(second.text());
        }
    }
}
