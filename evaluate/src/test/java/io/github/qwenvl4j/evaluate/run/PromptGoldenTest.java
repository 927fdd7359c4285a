package io.github.qwenvl4j.evaluate.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.evaluate.benchmark.BenchmarkQuestion;
import io.github.qwenvl4j.evaluate.benchmark.PictureFolder;
import io.github.qwenvl4j.evaluate.benchmark.PublishedBenchmarks;
import io.github.qwenvl4j.evaluate.benchmark.QuestionFile.Setup;
import io.github.qwenvl4j.evaluate.benchmark.Shots;
import io.github.qwenvl4j.evaluate.benchmark.Shots.Shot;
import io.github.qwenvl4j.evaluate.testing.EvalGoldens;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ids of prompts, from the official files of questions to the model, against those of the official programs. */
class PromptGoldenTest {

    private static final JsonNode RENDERED = EvalGoldens.json("prompts.json").get("rendered");
    private static final String PICTURE = "fixtures/images/scene-640x480.png";
    private static final PictureFolder PICTURES =
            new PictureFolder(Fixtures.path("images").getParent().getParent());

    private static QwenVl opened;
    private static BenchmarkModel model;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        opened = OpenedModel.open("tiny-vl", Precision.FLOAT32);
        model = new BenchmarkModel(opened);
    }

    @AfterAll
    static void close() {
        model.close();
        opened.close();
    }

    private int[] ids(String benchmark, ObjectNode line, Shots shots) throws IOException {
        Path data = Files.writeString(folder.resolve("data.json"), line.toString());
        List<BenchmarkQuestion> questions = new ArrayList<>();
        PublishedBenchmarks.named(benchmark)
                .orElseThrow()
                .questions()
                .forEach(data, new Setup(PICTURES, shots), questions::add);
        return model.prompt(questions.get(0).prompt()).ids();
    }

    private static ObjectNode line() {
        return new ObjectMapper().createObjectNode().put("image", PICTURE);
    }

    private static int[] golden(int index) {
        return Fixtures.ints(RENDERED.get(index).get("tiny_vl_ids"));
    }

    @Test
    void questions() throws IOException {
        ObjectNode line = line().put("question", "What is this?").put("question_id", 1);
        assertThat(ids("vqav2", line, Shots.none())).isEqualTo(golden(0));
    }

    @Test
    void questionsBehindExamples() throws IOException {
        ObjectNode line = line().put("question", "What is this?").put("question_id", 1);
        List<Shot> shots =
                List.of(new Shot(PICTURE, "Is it red? Answer: no"), new Shot(PICTURE, "How many? Answer: 2"));
        List<int[]> orders = new ArrayList<>();
        for (long seed = 0; seed < 20; seed++) {
            orders.add(ids("okvqa", line, new Shots(shots, 2, seed)));
        }
        assertThat(orders).contains(golden(1));
        assertThat(orders.get(7)).isEqualTo(ids("okvqa", line, new Shots(shots, 2, 7)));
    }

    @Test
    void captionsWithAndWithoutAnExample() throws IOException {
        ObjectNode data = new ObjectMapper().createObjectNode();
        data.putArray("images").addObject().put("id", 1).put("image", PICTURE);
        assertThat(ids("flickr30k", data, Shots.none())).isEqualTo(golden(2));
        List<Shot> shots = List.of(new Shot(PICTURE, "Describe the image in English: a dog"));
        assertThat(ids("nocaps", data, new Shots(shots, 1, 0))).isEqualTo(golden(3));
    }

    @Test
    void placesAndOptions() throws IOException {
        assertThat(ids("refcoco", line().put("sent", "the dog on the left"), Shots.none()))
                .isEqualTo(golden(4));
        ObjectNode science = line().put("question", "Which?").putNull("hint");
        science.putArray("choices").add("x").add("y").add("z");
        assertThat(ids("scienceqa", science, Shots.none())).isEqualTo(golden(5));
    }
}
