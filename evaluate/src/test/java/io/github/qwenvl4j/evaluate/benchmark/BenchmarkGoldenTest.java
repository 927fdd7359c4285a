package io.github.qwenvl4j.evaluate.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.evaluate.metric.Mode;
import io.github.qwenvl4j.evaluate.metric.YesNo;
import io.github.qwenvl4j.evaluate.testing.EvalGoldens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole files of answers, scored as the official programs score them. */
class BenchmarkGoldenTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private static JsonNode score(String benchmark, Path annotations, Path answers, Mode mode) {
        BenchmarkResult result =
                PublishedBenchmarks.named(benchmark).orElseThrow().score(annotations, answers, mode, Unmatched.REFUSED);
        return JSON.valueToTree(result.json());
    }

    private static JsonNode score(String benchmark, String annotations, String answers, Mode mode) {
        return score(benchmark, EvalGoldens.path(annotations), EvalGoldens.path(answers), mode);
    }

    private Path write(String name, JsonNode content) throws IOException {
        return Files.writeString(folder.resolve(name), content.toString());
    }

    @Test
    void vqa() {
        JsonNode golden = EvalGoldens.json("vqa/expected.json").get("with_answer_id");
        JsonNode official = score("vqav2", "vqa/annotations.json", "vqa/results.json", Mode.OFFICIAL);
        assertThat(official.get("metrics").toString())
                .isEqualTo(golden.get("official").toString());
        assertThat(official.get("items").asInt()).isEqualTo(28);
        JsonNode strict = score("okvqa", "vqa/annotations.json", "vqa/results.json", Mode.STRICT);
        assertThat(strict.get("metrics").get("overall").asDouble())
                .isEqualTo(golden.get("strict_overall").asDouble());
        assertThat(strict.get("mode").asText()).isEqualTo("strict");
    }

    @Test
    void vqaWithoutIdsOfAnswers() throws IOException {
        JsonNode golden = EvalGoldens.json("vqa/expected.json").get("answers_without_answer_id");
        Path annotations = write("annotations.json", golden.get("annotations"));
        Path results = write("results.json", golden.get("results"));
        assertThat(score("vizwiz", annotations, results, Mode.OFFICIAL)
                        .get("metrics")
                        .toString())
                .isEqualTo(golden.get("expected").get("official").toString());
        assertThat(score("vizwiz", annotations, results, Mode.STRICT)
                        .get("metrics")
                        .get("overall")
                        .asDouble())
                .isEqualTo(golden.get("expected").get("strict_overall").asDouble());
    }

    @Test
    void docVqaFromTheOfficialFileAndFromItsLines() {
        JsonNode golden = EvalGoldens.json("docvqa/expected.json");
        for (String annotations : new String[] {"docvqa/val_v1.0.json"}) {
            assertMetric(
                    score("docvqa", annotations, "docvqa/results.json", Mode.OFFICIAL), "anls", golden.get("official"));
            assertMetric(
                    score("infographicsvqa", annotations, "docvqa/results.json", Mode.STRICT),
                    "anls",
                    golden.get("strict"));
        }
    }

    private static void assertMetric(JsonNode result, String metric, JsonNode wanted) {
        assertThat(result.get("metrics").get(metric).asDouble()).isCloseTo(wanted.asDouble(), within(1e-9));
        assertThat(result.get("mean_of_items").asDouble()).isCloseTo(wanted.asDouble(), within(1e-9));
    }

    /** The official result files of ChartQA have no ids: the order counts. */
    @Test
    void answersAgainstTexts() throws IOException {
        JsonNode relaxed = EvalGoldens.json("relaxed-accuracy.json");
        assertMetric(
                score("chartqa", lines(relaxed, false), lines(relaxed, true), Mode.OFFICIAL),
                "relaxed_accuracy",
                relaxed.get("official"));
        assertMetric(
                score("chartqa", lines(relaxed, false), lines(relaxed, true), Mode.STRICT),
                "relaxed_accuracy",
                relaxed.get("strict"));
        for (String name : new String[] {"ocrvqa", "ai2d"}) {
            JsonNode exact = EvalGoldens.json("exact-match.json");
            assertMetric(
                    score(name, lines(exact, false), lines(exact, true), Mode.OFFICIAL),
                    "accuracy",
                    exact.get("official"));
        }
        JsonNode gqa = EvalGoldens.json("gqa.json");
        assertMetric(score("gqa", lines(gqa, false), lines(gqa, true), Mode.OFFICIAL), "accuracy", gqa.get("official"));
    }

    /** Annotations as lines, or answers as an array. */
    private Path lines(JsonNode golden, boolean answers) throws IOException {
        ArrayNode all = JSON.createArrayNode();
        StringBuilder lines = new StringBuilder();
        for (JsonNode each : golden.get("cases")) {
            all.addObject().set("answer", each.get("answer"));
            ObjectNode annotation = JSON.createObjectNode().put("question_id", all.size());
            lines.append(annotation.set("answer", each.get("annotation")).toString())
                    .append('\n');
        }
        return answers ? write("answers.json", all) : Files.writeString(folder.resolve("test.jsonl"), lines);
    }

    @Test
    void grounding() throws IOException {
        JsonNode golden = EvalGoldens.json("grounding/expected.json");
        ArrayNode answers = JSON.createArrayNode();
        golden.get("cases").forEach(each -> answers.addObject().set("answer", each.get("answer")));
        Path given = write("answers.json", answers);
        Path annotations = EvalGoldens.path("grounding/refcoco.jsonl");
        for (String name : new String[] {"refcoco", "refcoco+", "refcocog"}) {
            assertMetric(
                    score(name, annotations, given, Mode.OFFICIAL),
                    "precision_at_1",
                    golden.get("all_items").get("official"));
            assertMetric(
                    score(name, annotations, given, Mode.STRICT),
                    "precision_at_1",
                    golden.get("all_items").get("strict_1000"));
        }
    }

    @Test
    void captions() {
        JsonNode golden = EvalGoldens.json("caption/expected.json");
        for (String name : new String[] {"flickr30k", "nocaps", "coco"}) {
            JsonNode metrics = score(name, "caption/annotations.json", "caption/results.json", Mode.OFFICIAL)
                    .get("metrics");
            assertThat(metrics.get("CIDEr").asDouble())
                    .isCloseTo(golden.get("CIDEr").asDouble(), within(1e-6));
            assertThat(metrics.get("ROUGE_L").asDouble())
                    .isCloseTo(golden.get("ROUGE_L").asDouble(), within(1e-6));
            for (int n = 0; n < 4; n++) {
                assertThat(metrics.get("Bleu_" + (n + 1)).asDouble())
                        .isCloseTo(golden.get("Bleu_1_to_4").get(n).asDouble(), within(1e-6));
            }
        }
    }

    @Test
    void mmBenchFromTheTableAndFromTheConvertedLines() {
        JsonNode golden = EvalGoldens.json("mmbench/expected.json");
        double total = golden.get("circular").get("total").asDouble();
        for (String annotations : new String[] {"mmbench/mmbench_dev.tsv", "mmbench/mmbench_dev.jsonl"}) {
            JsonNode metrics = score("mmbench", annotations, "mmbench/predictions.json", Mode.OFFICIAL)
                    .get("metrics");
            assertThat(metrics.get("circular").asDouble())
                    .isEqualTo(golden.get("circular").get("correct").asDouble() / total);
            assertThat(metrics.get("majority").asDouble())
                    .isEqualTo(golden.get("majority")
                                    .get("smallest_possible_correct")
                                    .asDouble()
                            / total);
            assertThat(metrics.get("majority_at_best").asDouble())
                    .isEqualTo(golden.get("majority")
                                    .get("largest_possible_correct")
                                    .asDouble()
                            / total);
            assertThat(metrics.get("questions").asDouble()).isEqualTo(total);
        }
    }

    @Test
    void mme() {
        JsonNode golden = EvalGoldens.json("mme/expected.json").get("scores");
        JsonNode metrics =
                score("mme", "mme/questions", "mme/results", Mode.OFFICIAL).get("metrics");
        for (String group : new String[] {"Perception", "Cognition"}) {
            assertThat(metrics.get(group).get("total").asDouble())
                    .isEqualTo(golden.get(group).get("total").asDouble());
            assertThat(metrics.get(group).get("subtasks"))
                    .isEqualTo(golden.get(group).get("subtasks"));
        }
        EvalGoldens.json("mme/expected.json")
                .get("answer_classes")
                .forEach(each -> assertThat(YesNo.of(each.get("answer").asText(), Mode.OFFICIAL))
                        .as(each.toString())
                        .isEqualTo(YesNo.valueOf(each.get("class").asText().toUpperCase())));
    }

    @Test
    void optionsByIndexAndByLetter() throws IOException {
        JsonNode golden = EvalGoldens.json("multiple-choice-tiny-vl.json");
        ArrayNode predictions = JSON.createArrayNode();
        golden.get("science_qa").forEach(each -> predictions.addObject().set("prediction", each.get("prediction")));
        JsonNode science = score(
                "scienceqa",
                EvalGoldens.path("scienceqa_test_img.jsonl"),
                write("science.json", predictions),
                Mode.OFFICIAL);
        assertMetric(science, "accuracy", golden.get("accuracy"));
        ArrayNode letters = JSON.createArrayNode();
        ArrayNode items = JSON.createArrayNode();
        golden.get("seed_bench").forEach(each -> {
            items.add(each.get("item"));
            letters.addObject()
                    .<ObjectNode>set("question_id", each.get("item").get("question_id"))
                    .set("prediction", each.get("prediction"));
        });
        JsonNode seed = score("seedbench", write("seed.json", items), write("letters.json", letters), Mode.OFFICIAL);
        assertThat(seed.get("metrics").get("accuracy").asDouble()).isEqualTo(0.5);
    }
}
