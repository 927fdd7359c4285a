package io.github.qwenvl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.qwenvl4j.engine.ContinuationLikelihood;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DecisionTest {

    private static final List<String> ANSWERS = List.of("yes", "no", "not at all");

    private static QwenVl model;

    @BeforeAll
    static void open() {
        model = OpenedModel.open("tiny-vl", Precision.FLOAT32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Prompt prompt(String question) {
        return model.internals().prompt(Dialogue.of(Message.user(question)));
    }

    @Test
    void aContinuationIsAsLikelyAsItsTokensChosenOneByOne() {
        Answer free = model.internals()
                .answer(prompt("What?"), AnswerOptions.greedy(6).withAlternatives(0));
        int[] ids = free.ids().stream().mapToInt(Integer::intValue).toArray();
        ContinuationLikelihood given = model.internals()
                .scoring()
                .of(prompt("What?"), List.of(new int[] {1, 2}, ids), Owner.once())
                .get(1);
        assertThat(given.tokens()).hasSize(ids.length);
        for (int i = 0; i < ids.length; i++) {
            assertThat(given.tokens().get(i))
                    .isCloseTo(free.likelihoods().get(i).chosen().logprob(), within(1e-4));
        }
        assertThat(given.end()).isLessThan(0);
    }

    @Test
    void probabilitiesAddUpAndFollowTheLikelihoods() {
        Decision decision = model.decide("Is it?", ANSWERS);
        assertThat(decision.options()).extracting(Decision.Option::text).isEqualTo(ANSWERS);
        assertThat(decision.options().stream()
                        .mapToDouble(Decision.Option::probability)
                        .sum())
                .isCloseTo(1, within(1e-9));
        Decision.Option first = decision.options().get(0);
        Decision.Option second = decision.options().get(1);
        assertThat(Math.log(first.probability() / second.probability()))
                .isCloseTo(first.logLikelihood() - second.logLikelihood(), within(1e-9));
        Decision normalised = decision.lengthNormalised();
        Decision.Option fair = normalised.options().get(0);
        assertThat(Math.log(fair.probability() / normalised.options().get(1).probability()))
                .isCloseTo(
                        first.logLikelihood() / first.tokens() - second.logLikelihood() / second.tokens(),
                        within(1e-9));
    }

    @Test
    void theOrderOfTheAnswersDoesNotMatter() {
        List<String> turned = new ArrayList<>(ANSWERS);
        Collections.reverse(turned);
        Decision one = model.decide("Is it?", ANSWERS);
        Decision other = model.decide("Is it?", turned);
        assertThat(one.options().get(0).probability())
                .isCloseTo(other.options().get(2).probability(), within(1e-4));
        assertThat(one.best().text()).isEqualTo(other.best().text());
    }

    @Test
    void questionsAboutOnePictureShareItsRows() {
        Picture picture = Picture.of(OpenedModel.image("fixtures/images/exact-448.png"));
        AtomicInteger rows = new AtomicInteger();
        model.internals().engine().observe(report -> rows.addAndGet(report.promptRows()));
        model.decide("Is it red?", ANSWERS, picture);
        int first = rows.getAndSet(0);
        model.decide("Is there a circle?", ANSWERS, picture);
        int second = rows.get();
        model.internals().engine().observe(report -> {});
        int length = model.tokens(Message.user("Is it red?", picture));
        assertThat(first).isBetween(length - 60, length + 30); // the prompt once, without a beginning known before
        assertThat(second).isLessThan(first / 2);
    }

    @Test
    void moreAnswersThanFitABatchAreDecidedToo() {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            many.add("answer " + i);
        }
        assertThat(model.decide("Which?", many).options()).hasSize(40);
    }

    @Test
    void anEmptyAnswerIsRefused() {
        assertThatThrownBy(() -> model.decide("Which?", List.of("a", "")))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("a choice needs at least one text, and none may be empty");
    }
}
