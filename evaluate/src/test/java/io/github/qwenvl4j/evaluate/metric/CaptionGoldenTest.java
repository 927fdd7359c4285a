package io.github.qwenvl4j.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.evaluate.metric.caption.Bleu;
import io.github.qwenvl4j.evaluate.metric.caption.CaptionScore;
import io.github.qwenvl4j.evaluate.metric.caption.Captioned;
import io.github.qwenvl4j.evaluate.metric.caption.CiderD;
import io.github.qwenvl4j.evaluate.metric.caption.PtbTokenizer;
import io.github.qwenvl4j.evaluate.metric.caption.RougeL;
import io.github.qwenvl4j.evaluate.testing.EvalGoldens;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Scores of captions against pycocoevalcap's. */
class CaptionGoldenTest {

    private static final JsonNode EXPECTED = EvalGoldens.json("caption/expected.json");

    private static List<String> references(int image) {
        return StreamSupport.stream(
                        EvalGoldens.json("caption/annotations.json")
                                .get("annotations")
                                .spliterator(),
                        false)
                .filter(each -> each.get("image_id").asInt() == image)
                .map(each -> each.get("caption").asText())
                .toList();
    }

    private static List<Captioned> captions() {
        List<Captioned> captions = new ArrayList<>();
        for (JsonNode result : EvalGoldens.json("caption/results.json")) {
            captions.add(Captioned.of(
                    result.get("caption").asText(),
                    references(result.get("image_id").asInt())));
        }
        assertThat(captions).hasSize(20);
        return captions;
    }

    @TestFactory
    List<DynamicTest> tokens() {
        return StreamSupport.stream(
                        EvalGoldens.json("caption/ptb-tokenizer.json")
                                .get("cases")
                                .spliterator(),
                        false)
                .map(each -> DynamicTest.dynamicTest(
                        each.get("text").toString(),
                        () -> assertThat(PtbTokenizer.tokenize(each.get("text").asText()))
                                .isEqualTo(each.get("tokens").asText())))
                .toList();
    }

    @TestFactory
    List<DynamicTest> tokensOfCaptions() {
        List<Captioned> captions = captions();
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < captions.size(); i++) {
            Captioned caption = captions.get(i);
            String id = String.valueOf(i + 1);
            tests.add(DynamicTest.dynamicTest("image " + id, () -> {
                assertThat(caption.candidate())
                        .isEqualTo(EXPECTED.get("tokenised_candidates").get(id).asText());
                assertThat(caption.references())
                        .isEqualTo(EvalGoldens.texts(
                                EXPECTED.get("tokenised_references").get(id)));
            }));
        }
        return tests;
    }

    @Test
    void cider() {
        CaptionScore score = CiderD.of(captions());
        assertThat(score.total()).isCloseTo(EXPECTED.get("CIDEr").asDouble(), within(1e-6));
        for (int i = 0; i < 20; i++) {
            assertThat(score.each()[i])
                    .isCloseTo(EXPECTED.get("CIDEr_per_image").get("" + (i + 1)).asDouble(), within(1e-6));
        }
    }

    @Test
    void ciderOfOneImageIsZero() {
        assertThat(CiderD.of(captions().subList(0, 1)).total())
                .isEqualTo(EXPECTED.get("single_image_corpus").get("CIDEr").asDouble());
    }

    @Test
    void bleu() {
        List<CaptionScore> scores = Bleu.of(captions());
        for (int n = 0; n < 4; n++) {
            assertThat(scores.get(n).total())
                    .isCloseTo(EXPECTED.get("Bleu_1_to_4").get(n).asDouble(), within(1e-6));
            for (int i = 0; i < 20; i++) {
                assertThat(scores.get(n).each()[i])
                        .isCloseTo(
                                EXPECTED.get("Bleu_per_image")
                                        .get("" + (i + 1))
                                        .get(n)
                                        .asDouble(),
                                within(1e-6));
            }
        }
    }

    @Test
    void rouge() {
        CaptionScore score = RougeL.of(captions());
        assertThat(score.total()).isCloseTo(EXPECTED.get("ROUGE_L").asDouble(), within(1e-6));
        for (int i = 0; i < 20; i++) {
            assertThat(score.each()[i])
                    .isCloseTo(
                            EXPECTED.get("ROUGE_L_per_image").get("" + (i + 1)).asDouble(), within(1e-6));
        }
    }
}
