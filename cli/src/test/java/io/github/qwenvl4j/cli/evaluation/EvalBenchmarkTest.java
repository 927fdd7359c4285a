package io.github.qwenvl4j.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code eval NAME} from the questions to the scores, with tiny-vl; its answers against those of the official programs. */
class EvalBenchmarkTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path GOLDENS = Path.of(System.getProperty("qwenvl.root"), "evaluate/src/test/resources/eval");
    private static final String PICTURE = "fixtures/images/scene-640x480.png";

    @TempDir
    private Path folder;

    private static JsonNode golden(String name) throws IOException {
        return JSON.readTree(GOLDENS.resolve(name).toFile());
    }

    /** Prompts of the goldens with a setting, whose picture is this one. */
    private static List<JsonNode> goldens(String setting) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        golden("generation-tiny-vl.json").get("cases").forEach(all::add);
        return all.stream()
                .filter(each -> each.get("setting").asText().equals(setting))
                .filter(each -> each.get("prompt").asText().contains("</img>"))
                .toList();
    }

    private Path lines(String name, List<? extends JsonNode> lines) throws IOException {
        return Files.write(
                folder.resolve(name), lines.stream().map(JsonNode::toString).toList());
    }

    private Cli eval(String benchmark, Path data, String... more) {
        return eval(benchmark, data, Fixtures.path("images").getParent().getParent(), more);
    }

    private Cli eval(String benchmark, Path data, Path images, String... more) {
        List<String> args =
                new ArrayList<>(List.of("eval", benchmark, "--data", data.toString(), "--dtype", "float32"));
        args.addAll(List.of("--model", Fixtures.path("tiny-vl").toString()));
        args.addAll(List.of("--images", images.toString()));
        args.addAll(List.of("--out", folder.resolve("out").toString()));
        args.addAll(List.of(more));
        return Cli.run(args);
    }

    private static JsonNode lastLine(Cli cli) throws IOException {
        assertThat(cli.exitCode()).as(cli.err()).isZero();
        List<String> lines = cli.out().lines().toList();
        return JSON.readTree(lines.get(lines.size() - 1));
    }

    private JsonNode written(String name) throws IOException {
        return JSON.readTree(folder.resolve("out").resolve(name).toFile());
    }

    /** The lines of VQA questions whose prompts the goldens have. */
    private static List<ObjectNode> questions(String setting) throws IOException {
        List<ObjectNode> lines = new ArrayList<>();
        for (JsonNode each : goldens(setting)) {
            String prompt = each.get("prompt").asText();
            ObjectNode line = JSON.createObjectNode().put("question_id", 7 + lines.size());
            line.put("image", prompt.substring("<img>".length(), prompt.indexOf("</img>")));
            line.put("question", prompt.substring(prompt.indexOf("</img>") + 6).replaceFirst(" Answer:$", ""));
            line.put("answer", "yes");
            lines.add(line);
        }
        return lines;
    }

    private static List<String> answers(String setting) throws IOException {
        return goldens(setting).stream()
                .map(each -> each.get("answer").asText())
                .toList();
    }

    private static List<String> texts(JsonNode array, String field) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.get(field).asText()));
        return texts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"vqav2", "okvqa", "textvqa", "vizwiz", "gqa", "ai2d"})
    void shortAnswers(String name) throws IOException {
        boolean annotated = List.of("gqa", "ai2d").contains(name);
        Cli cli = eval(name, lines("data.jsonl", questions("vqa")));
        assertThat(cli.exitCode()).as(cli.err()).isZero();
        assertThat(texts(written(name + ".json"), "answer")).isEqualTo(answers("vqa"));
        assertThat(cli.out().isEmpty()).isEqualTo(!annotated);
        assertThat(cli.err().contains("--annotations FILE is needed")).isEqualTo(!annotated);
        String id = name.equals("gqa") ? "questionId" : name.equals("ai2d") ? "image" : "question_id";
        assertThat(texts(written(name + ".json"), id)).containsExactly("7", "8", "9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docvqa", "infographicsvqa", "chartqa", "ocrvqa"})
    void longAnswers(String name) throws IOException {
        JsonNode scores = lastLine(eval(name, lines("data.jsonl", questions("vqa-long"))));
        assertThat(scores.get("items").asInt()).isEqualTo(1);
        assertThat(scores).isEqualTo(written("scores.json"));
        assertThat(texts(written(name + ".json"), "answer")).isEqualTo(answers("vqa-long"));
        assertThat(texts(written(name + ".json"), "annotation")).containsExactly("yes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"flickr30k", "nocaps", "coco"})
    void captions(String name) throws IOException {
        ObjectNode data = JSON.createObjectNode();
        for (JsonNode each : goldens("caption")) {
            String prompt = each.get("prompt").asText();
            int image = data.withArray("images").size() + 1;
            data.withArray("images")
                    .addObject()
                    .put("id", image)
                    .put("image", prompt.substring("<img>".length(), prompt.indexOf("</img>")));
            data.withArray("annotations").addObject().put("image_id", image).put("caption", "a red circle");
        }
        JsonNode scores = lastLine(eval(name, Files.writeString(folder.resolve("data.json"), data.toString())));
        assertThat(scores.get("metrics").has("CIDEr")).isTrue();
        assertThat(texts(written(name + ".json"), "caption")).isEqualTo(answers("caption"));
        assertThat(texts(written(name + ".json"), "image_id")).containsExactly("1", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refcoco", "refcoco+", "refcocog"})
    void places(String name) throws IOException {
        List<ObjectNode> lines = new ArrayList<>();
        for (JsonNode each : goldens("grounding")) {
            String prompt = each.get("prompt").asText();
            ObjectNode line = JSON.createObjectNode().put("width", 640).put("height", 480);
            line.put("image", prompt.substring("<img>".length(), prompt.indexOf("</img>")));
            line.put("sent", prompt.substring(prompt.indexOf("<ref>") + 5, prompt.indexOf("</ref>")));
            line.putArray("bbox").add(1).add(2).add(3).add(4);
            lines.add(line);
        }
        JsonNode scores = lastLine(eval(name, lines("data.jsonl", lines)));
        assertThat(scores.get("metrics").get("precision_at_1").asDouble()).isZero();
        assertThat(texts(written(name + ".json"), "answer")).isEqualTo(answers("grounding"));
    }

    @Test
    void optionsOfScienceQa() throws IOException {
        JsonNode goldens = golden("multiple-choice-tiny-vl.json");
        JsonNode scores = lastLine(eval("scienceqa", GOLDENS.resolve("scienceqa_test_img.jsonl")));
        assertThat(scores.get("metrics").get("accuracy")).isEqualTo(goldens.get("accuracy"));
        assertThat(texts(written("scienceqa.json"), "prediction"))
                .isEqualTo(texts(goldens.get("science_qa"), "prediction"));
    }

    @Test
    void optionsOfSeedBench() throws IOException {
        JsonNode goldens = golden("multiple-choice-tiny-vl.json").get("seed_bench");
        List<JsonNode> items = new ArrayList<>();
        goldens.forEach(each -> items.add(each.get("item")));
        JsonNode scores = lastLine(eval("seedbench", lines("data.jsonl", items)));
        assertThat(scores.get("metrics").get("accuracy").asDouble()).isEqualTo(0.5);
        List<String> wanted = new ArrayList<>();
        for (JsonNode each : goldens) {
            wanted.add(JSON.readTree(each.get("result_line").asText()).toString());
        }
        assertThat(Files.readAllLines(folder.resolve("out/seedbench.jsonl"))).isEqualTo(wanted);
    }

    @Test
    void rotationsOfMmBench() throws IOException {
        JsonNode scores = lastLine(eval("mmbench", GOLDENS.resolve("mmbench/mmbench_dev.tsv")));
        assertThat(scores.get("items").asInt()).isEqualTo(24);
        assertThat(scores.get("metrics").get("questions").asInt()).isEqualTo(8);
        assertThat(texts(written("mmbench.json"), "index")).hasSize(24).startsWith("1", "1000001");
        assertThat(folder.resolve("out/mmbench.xlsx")).exists();
    }

    @Test
    void pairsOfMme() throws IOException {
        Path questions = Files.createDirectories(folder.resolve("questions"));
        Path pictures = Files.createDirectories(folder.resolve("images/existence"));
        Files.copy(Fixtures.path("images/scene-640x480.png"), pictures.resolve("a.png"));
        Files.write(questions.resolve("existence.txt"), List.of("a.png\tIs it red?\tYes", "a.png\tIs it blue?\tNo"));
        JsonNode scores = lastLine(eval("mme", questions, folder));
        assertThat(scores.get("metrics").get("Perception").get("subtasks").has("existence"))
                .isTrue();
        try (Stream<String> lines = Files.lines(folder.resolve("out/mme/existence.txt"))) {
            assertThat(lines.map(line -> line.split("\t")[1])).containsExactly("Is it red?", "Is it blue?");
        }
    }

    @Test
    void aRunThatWasKilledGoesOnWhereItEnded() throws IOException {
        Path data = lines("data.jsonl", questions("vqa"));
        assertThat(eval("gqa", data).exitCode()).isZero();
        Path log = folder.resolve("out/answers.jsonl");
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).hasSize(4);
        // The second answer is marked, to see that it is kept; the third line is cut, as by a kill.
        String marked = lines.get(2).replaceAll("\"answer\":\"[^\"]*\"", "\"answer\":\"kept\"");
        Files.writeString(
                log,
                lines.get(0) + "\n" + lines.get(1) + "\n" + marked + "\n"
                        + lines.get(3).substring(0, 9));
        lastLine(eval("gqa", data));
        assertThat(texts(written("gqa.json"), "answer"))
                .containsExactly(answers("vqa").get(0), "kept", answers("vqa").get(2));
        Cli other = eval("gqa", data, "--seed", "5");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.err())
                .contains("answers.jsonl: holds a run with seed 0, not 5; choose another folder, or delete it");
    }

    @Test
    void questionsThatCannotBeAnsweredAreNamed() throws IOException {
        List<ObjectNode> questions = questions("vqa");
        questions.get(1).put("image", "fixtures/images/no-such.png");
        questions.get(2).put("question", "many words ".repeat(3000));
        Cli cli = eval("gqa", lines("data.jsonl", questions));
        JsonNode scores = lastLine(cli);
        assertThat(cli.err()).contains("no answer to 8: ", "no-such.png", "no answer to 9: the prompt has ");
        assertThat(scores.get("failed").asInt()).isEqualTo(2);
        assertThat(scores.get("items").asInt()).isEqualTo(3);
        assertThat(texts(written("gqa.json"), "questionId")).containsExactly("7");
    }

    @Test
    void onlySoManyQuestionsAreAsked() throws IOException {
        JsonNode scores = lastLine(eval("gqa", lines("data.jsonl", questions("vqa")), "--limit", "2"));
        assertThat(scores.get("items").asInt()).isEqualTo(2);
    }

    @Test
    void examplesStandInFrontOfTheQuestion() throws IOException {
        List<ObjectNode> examples = questions("vqa");
        Path data = lines("data.jsonl", questions("vqa"));
        Path train = lines("train.jsonl", examples);
        Cli first = eval("gqa", data, "--shots", "2", "--shots-from", train.toString());
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(texts(written("gqa.json"), "answer")).hasSize(3).isNotEqualTo(answers("vqa"));
        Cli tooMany = eval("gqa", data, "--shots", "9", "--shots-from", train.toString());
        assertThat(tooMany.err()).contains("train.jsonl: has 3 examples, but 9 are to stand before a question");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"question\": \"x\", \"question_id\": 1}", "{\"image\": \"x\"}"})
    void aMistakeInTheDataIsKnownBeforeTheFirstQuestion(String line) throws IOException {
        List<ObjectNode> questions = questions("vqa");
        questions.add((ObjectNode) JSON.readTree(line));
        Cli cli = eval("gqa", lines("data.jsonl", questions));
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err()).contains("data.jsonl:4: has no field");
        assertThat(folder.resolve("out")).doesNotExist();
    }
}
