package io.github.qwenvl4j.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.evaluate.testing.EvalGoldens;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Scores of single answers against those of the official programs. */
class AnswerGoldenTest {

    private static List<JsonNode> cases(String file) {
        List<JsonNode> cases = StreamSupport.stream(
                        EvalGoldens.json(file).get("cases").spliterator(), false)
                .toList();
        assertThat(cases).isNotEmpty();
        return cases;
    }

    private static DynamicTest test(JsonNode golden, double score, String mode) {
        JsonNode wanted = golden.get(mode);
        return DynamicTest.dynamicTest(
                mode + " " + golden.toString().replaceAll("[\\p{Cc}]", " "),
                () -> assertThat(score)
                        .isCloseTo(wanted.isBoolean() ? wanted.asBoolean() ? 1 : 0 : wanted.asDouble(), within(1e-9)));
    }

    @TestFactory
    List<DynamicTest> exactMatch() {
        return cases("exact-match.json").stream()
                .map(each ->
                        test(each, ExactMatch.score(text(each), EvalGoldens.texts(each.get("annotation"))), "official"))
                .toList();
    }

    @TestFactory
    List<DynamicTest> gqa() {
        return cases("gqa.json").stream()
                .map(each -> DynamicTest.dynamicTest(each.toString(), () -> {
                    String cut = GqaAnswer.of(text(each), Mode.OFFICIAL);
                    assertThat(cut).isEqualTo(each.get("processed").asText());
                    assertThat(ExactMatch.score(cut, EvalGoldens.texts(each.get("annotation"))))
                            .isEqualTo(each.get("official").asDouble());
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> relaxedAccuracy() {
        return bothModes("relaxed-accuracy.json", "annotation", RelaxedAccuracy::score);
    }

    @TestFactory
    List<DynamicTest> anls() {
        return bothModes("docvqa/expected.json", "answers", Anls::score);
    }

    private interface Score {
        double of(String answer, List<String> right, Mode mode);
    }

    private static List<DynamicTest> bothModes(String file, String field, Score score) {
        return cases(file).stream()
                .flatMap(each -> {
                    List<String> right = EvalGoldens.texts(each.get(field));
                    return List.of(
                            test(each, score.of(text(each), right, Mode.OFFICIAL), "official"),
                            test(each, score.of(text(each), right, Mode.STRICT), "strict"))
                            .stream();
                })
                .toList();
    }

    @TestFactory
    List<DynamicTest> vqaNormalisation() {
        return cases("vqa/normalisation.json").stream()
                .map(each -> DynamicTest.dynamicTest(each.toString().replaceAll("[\\p{Cc}]", " "), () -> {
                    String plain = VqaText.withoutPunctuation(
                            VqaText.line(each.get("text").asText()));
                    assertThat(plain).isEqualTo(each.get("after_punctuation").asText());
                    assertThat(VqaText.alike(plain))
                            .isEqualTo(each.get("after_digits_articles_contractions")
                                    .asText());
                }))
                .toList();
    }

    @TestFactory
    List<DynamicTest> boxes() {
        return cases("grounding/expected.json").stream()
                .flatMap(each ->
                        List.of(box(each, Mode.OFFICIAL, "official"), box(each, Mode.STRICT, "strict_1000")).stream())
                .toList();
    }

    private static DynamicTest box(JsonNode golden, Mode mode, String field) {
        return DynamicTest.dynamicTest(mode + " " + text(golden).replace('\n', ' '), () -> {
            JsonNode wanted = golden.get(field);
            JsonNode right = golden.get("bbox");
            GroundedBox box = GroundedBox.of(
                    text(golden),
                    golden.get("width").asInt(),
                    golden.get("height").asInt(),
                    mode);
            if (wanted.has("pixel_box")) {
                assertClose(box.x1(), wanted.get("pixel_box").get(0));
                assertClose(box.y1(), wanted.get("pixel_box").get(1));
                assertClose(box.x2(), wanted.get("pixel_box").get(2));
                assertClose(box.y2(), wanted.get("pixel_box").get(3));
            }
            GroundedBox gold = new GroundedBox(
                    (float) right.get(0).asDouble(),
                    (float) right.get(1).asDouble(),
                    (float) right.get(2).asDouble(),
                    (float) right.get(3).asDouble());
            assertClose(box.overlap(gold), wanted.get("iou"));
            assertThat(box.matches(gold)).isEqualTo(wanted.get("correct").asBoolean());
        });
    }

    /** Numbers that are not finite are written as texts. */
    private static void assertClose(float number, JsonNode wanted) {
        if (wanted.isTextual()) {
            assertThat(String.valueOf(number).toLowerCase()).startsWith(wanted.asText());
        } else {
            assertThat(number).isCloseTo((float) wanted.asDouble(), within(1e-4f));
        }
    }

    private static String text(JsonNode golden) {
        return golden.get("answer").asText();
    }
}
