package io.github.qwenvl4j.train.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.train.sample.ChatMessage;
import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.scenes.ColourName;
import io.github.qwenvl4j.train.scenes.SampleForm;
import io.github.qwenvl4j.train.scenes.SceneLanguage;
import io.github.qwenvl4j.train.scenes.ShapeName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SceneExamTest {

    private static final String RED = "<ref>a red circle</ref><box>(100,100),(300,300)</box>";
    private static final String BLUE =
            "<ref>two blue stars</ref><box>(0,0),(50,50)</box><box>(500,500),(600,700)</box>";

    @ParameterizedTest
    @CsvSource({
        "two red circles, RED, CIRCLE",
        "一个绿色正方形, GREEN, SQUARE",
        "两个长方形, , RECTANGLE",
        "a sign \"redo\", , ",
        "the orange star, ORANGE, STAR"
    })
    void phrasesNameObjects(String phrase, ColourName colour, ShapeName shape) {
        assertThat(SceneName.of(phrase))
                .isEqualTo(new SceneName(Optional.ofNullable(colour), Optional.ofNullable(shape)));
    }

    @Test
    void overlapIsIntersectionOverUnion() {
        assertThat(Overlap.of(new Box(0, 0, 10, 10), new Box(5, 0, 15, 10))).isCloseTo(1 / 3.0, within(1e-9));
        assertThat(Overlap.of(new Box(0, 0, 10, 10), new Box(20, 20, 30, 30))).isZero();
        assertThat(Overlap.of(new Box(5, 5, 5, 5), new Box(5, 5, 5, 5))).isZero();
    }

    @Test
    void objectsNeedNameAndPlace() {
        assertThat(Metric.OBJECTS.score(RED + " and " + BLUE, RED + BLUE).value())
                .isEqualTo(1);
        assertThat(Metric.OBJECTS.score(RED + " and " + BLUE, RED)).isEqualTo(new Score(1, 1, 3));
        assertThat(Metric.OBJECTS.score(RED, RED + RED)).isEqualTo(new Score(1, 2, 1));
        assertThat(Metric.OBJECTS.score(RED, RED.replace("red", "pink")).value())
                .isZero();
        assertThat(Metric.OBJECTS
                        .score(RED, RED.replace("(300,300)", "(200,200)"))
                        .value())
                .isZero();
    }

    @Test
    void boxesNeedTheirNumberAndPlace() {
        String wanted = "<box>(100,100),(300,300)</box>";
        assertThat(Metric.BOXES
                        .score(wanted, "<ref>it</ref><box>(110,110),(300,300)</box>")
                        .value())
                .isEqualTo(1);
        assertThat(Metric.BOXES.score(wanted, wanted + wanted).value()).isZero();
        assertThat(Metric.BOXES.score(wanted, "").value()).isZero();
    }

    @Test
    void textsNeedEveryCharacter() {
        String wanted = "<ref>STOP 6</ref><quad>(10,10),(90,12),(90,40),(10,38)</quad>";
        assertThat(Metric.TEXTS.score(wanted, wanted).value()).isEqualTo(1);
        assertThat(Metric.TEXTS.score(wanted, wanted.replace("STOP", "SHOP")).value())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'Yes, there is a cat.', Yes, 1",
        "'No', 'No, there is no cat.', 1",
        "Yes, No, 0",
        "没有红色圆形。, 没有, 1",
        "有, 没有, 0",
        "不是, 是, 0",
        "Yes, '', 0",
        "Yes, maybe, 0"
    })
    void yesAndNoAreTold(String wanted, String given, double value) {
        assertThat(Metric.YES_NO.score(wanted, given).value()).isEqualTo(value);
    }

    @Test
    void exactForgivesCaseBlanksAndAFullStop() {
        assertThat(Metric.EXACT.score(" red", "Red.").value()).isEqualTo(1);
        assertThat(Metric.EXACT.score("红色", "红色。").value()).isEqualTo(1);
        assertThat(Metric.EXACT.score("red", "red one").value()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                RED,
                "plain",
                "",
                "A " + RED + " and " + BLUE + ".",
                "<ref>x</ref><quad>(1,2),(3,4),(5,6),(7,8)</quad>"
            })
    void wellFormedTagsPass(String text) {
        assertThat(Syntax.strict(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<ref>a red circle",
                "<ref>a</ref> then",
                "<box>(1,2),(3)</box>",
                "<box>(1,2),(3,1000)</box>",
                "<box>(30,2),(3,10)</box>",
                "<quad>(1,2),(3,4),(5,6)</quad>",
                "</box>"
            })
    void brokenTagsFail(String text) {
        assertThat(Syntax.strict(text)).isFalse();
    }

    @Test
    void scoresAreKeptByLanguageAndForm() {
        SceneExam exam = new SceneExam((question, maxTokens) ->
                CompletableFuture.completedFuture(question.language() == SceneLanguage.CHINESE ? "红色" : "blue"));
        exam.put(new Sample.Completion("1", "vqa_color", "<img>图.png</img> What color is it? Answer:", " red"));
        exam.put(new Sample.Chat("2", "vqa_color", List.of(ChatMessage.user("圆形是什么颜色？"), ChatMessage.assistant("红色"))));
        exam.put(new Sample.Completion("3", "dialogue", "Not scored", ""));
        assertThat(exam.table().value("vqa_color", "all")).isEqualTo(0.5);
        assertThat(exam.table().value("vqa_color", "chinese")).isEqualTo(1);
        assertThat(exam.table().value("vqa_color", "base")).isZero();
        assertThat(exam.table().lines()).hasSize(2).last().asString().contains("95.0", "50.0", "100.0");
        assertThat(exam.table().json().get("vqa_color"))
                .containsEntry("questions", 2L)
                .containsEntry("target", 0.95);
    }

    @Test
    void shortSignsAndSyntaxHaveTheirOwnRows() {
        SceneExam exam = new SceneExam((question, maxTokens) -> CompletableFuture.completedFuture(question.wanted()));
        exam.put(new Sample.Completion("1", "ocr", "OCR:", " 六个汉字六个"));
        exam.put(new Sample.Completion("2", "ocr", "OCR:", " SEVENTH"));
        exam.put(new Sample.Completion("3", "caption_grounding", "x", " " + RED));
        assertThat(exam.table().json().get("ocr")).containsEntry("questions", 2L);
        assertThat(exam.table().json().get("ocr, up to 6 characters")).containsEntry("questions", 1L);
        assertThat(exam.table().value("ref/box syntax", "all")).isEqualTo(1);
    }

    @Test
    void everyScoredTaskIsAskedInBothFormsAndLanguages() {
        long answered = SceneExam.tasks().stream()
                .filter(task -> ExamSamples.heldOut(List.of(task), 40, 1)
                                .map(ExamQuestion::of)
                                .map(question -> List.of(question.form(), question.task()))
                                .distinct()
                                .count()
                        == SampleForm.values().length)
                .count();
        assertThat(answered).isEqualTo(SceneExam.tasks().size());
    }
}
