package io.github.qwenvl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.constraint.BoxGrammar;
import io.github.qwenvl4j.constraint.BoxRules;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.Grounding;
import io.github.qwenvl4j.grounding.Quad;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConstrainedBoxesTest {

    private static final int SEEDS = 200;
    /** No box needs more: the tag aside, each letter may be a token. */
    private static final int LONGEST_BOX = "(100,100),(999,999)".length() + 1;

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
    void aModelThatKnowsNothingStillWritesWholeBoxes() {
        Prompt prompt = model.internals().prompt(Dialogue.of(Message.system(""), Message.user("Where is the dog?")));
        List<Box> boxes = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            String text = text(prompt, "<box>", seed, LONGEST_BOX);
            assertThat(text).matches("(?s)<box>\\(\\d+,\\d+\\),\\(\\d+,\\d+\\)</box>.*");
            String box = text.substring(0, text.indexOf("</box>") + 6);
            assertThat(Grounding.parse(box).write()).isEqualTo(box);
            boxes.addAll(Grounding.parse(box).boxes());
        }
        assertThat(boxes).hasSize(SEEDS);
        assertThat(boxes.stream().distinct().count()).isGreaterThan(SEEDS / 2);
    }

    @Test
    void quadsAreHeldToTheirFormToo() {
        Prompt prompt = model.internals().prompt(Dialogue.of(Message.system(""), Message.user("Read.")));
        for (int seed = 0; seed < 20; seed++) {
            String text = text(prompt, "<ref>a</ref><quad>", seed, 2 * LONGEST_BOX);
            String quad = text.substring(0, text.indexOf("</quad>") + 7);
            assertThat(Grounding.parse(quad).write()).isEqualTo(quad);
            assertThat(Grounding.parse(quad).regions().get(0).marks()).hasOnlyElementsOfType(Quad.class);
        }
    }

    @Test
    void withoutTheConstraintTheSameModelWritesNone() {
        Prompt prompt = model.internals().prompt(Dialogue.of(Message.system(""), Message.user("Where is the dog?")));
        AnswerOptions free = AnswerOptions.greedy(LONGEST_BOX).withBeginning("<box>");
        assertThat(model.internals().answer(prompt, free).grounded().boxes()).isEmpty();
    }

    @Test
    void theBeginningIsPartOfTextAndStreamButNotOfTheIds() {
        Prompt prompt = model.internals().prompt(Dialogue.of(Message.system(""), Message.user("Where?")));
        StringBuilder streamed = new StringBuilder();
        AnswerOptions options = AnswerOptions.greedy(3).withBeginning("<ref>a dog</ref>");
        Answer answer;
        try (AnswerStream stream = model.internals().stream(prompt, options, Owner.once())) {
            stream.forEach(streamed::append);
            answer = stream.answer();
        }
        assertThat(answer.text()).startsWith("<ref>a dog</ref>").isEqualTo(streamed.toString());
        assertThat(answer.ids()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void logitsOutsideOfMarksAreNotTouched() {
        LogitsConstraint constraint = constraint(model);
        float[] logits = new float[model.internals().tokenizer().size()];
        Arrays.fill(logits, 0.5f);
        float[] before = logits.clone();
        for (int id : model.internals()
                .tokenizer()
                .encode("a <ref>dog</ref><box>(1,2),(3,4)</box>, see", SpecialsHonoured.VISUAL)) {
            constraint.accept(id);
        }
        constraint.apply(logits);
        assertThat(logits).isEqualTo(before);
    }

    @Test
    void wellFormedAnswersPassUnchanged() {
        passesUnchanged(OpenedModel.tokenizer(model), constraint(model));
    }

    @Test
    void wellFormedAnswersPassUnchangedInThePublishedVocabulary() {
        QwenTokenizer published = QwenTokenizer.load(Fixtures.shared("data/qwen.tiktoken"), 256);
        passesUnchanged(
                published,
                new BoxRules(
                                published,
                                Map.of(
                                        published.specials().boxStart(), BoxGrammar.BOX,
                                        published.specials().quadStart(), BoxGrammar.QUAD))
                        .constraint());
    }

    /** Were each token of a well-formed answer the most likely one, the constraint would leave it so. */
    private static void passesUnchanged(QwenTokenizer tokenizer, LogitsConstraint constraint) {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            String answer = "It is <ref>the dog</ref>" + box(random).write()
                    + box(random).write() + " at the sea.";
            for (int id : tokenizer.encode(answer, SpecialsHonoured.VISUAL)) {
                float[] logits = new float[tokenizer.size()];
                logits[id] = 1;
                constraint.apply(logits);
                assertThat(logits[id])
                        .as("%s at %s", answer, tokenizer.decode(new int[] {id}))
                        .isEqualTo(1);
                constraint.accept(id);
            }
        }
    }

    private static Box box(Random random) {
        int digits = (int) Math.pow(10, 1 + random.nextInt(3));
        return Box.between(
                random.nextInt(digits), random.nextInt(digits), random.nextInt(1000), random.nextInt(digits));
    }

    private static LogitsConstraint constraint(QwenVl model) {
        return model.internals()
                .engineModel()
                .text()
                .constraint(model.defaults().withConstrainBoxes(true));
    }

    private static String text(Prompt prompt, String beginning, long seed, int tokens) {
        AnswerOptions options = AnswerOptions.greedy(tokens)
                .withTemperature(1)
                .withSeed(seed)
                .withBeginning(beginning)
                .withConstrainBoxes(true);
        return model.internals().answer(prompt, options).text();
    }
}
