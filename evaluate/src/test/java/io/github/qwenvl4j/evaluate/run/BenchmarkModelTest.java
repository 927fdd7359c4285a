package io.github.qwenvl4j.evaluate.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.evaluate.benchmark.Asking;
import io.github.qwenvl4j.evaluate.benchmark.BenchmarkQuestion;
import io.github.qwenvl4j.evaluate.benchmark.PictureFolder;
import io.github.qwenvl4j.evaluate.benchmark.PromptForm;
import io.github.qwenvl4j.evaluate.testing.EvalGoldens;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Answers of tiny-vl under the limits of the official programs, many at once, against theirs. */
class BenchmarkModelTest {

    /** The prompts of the goldens name their pictures from above the fixtures. */
    private static final PictureFolder PICTURES =
            new PictureFolder(Fixtures.path("images").getParent().getParent());

    private static QwenVl opened;
    private static BenchmarkModel model;

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

    private static PromptForm written(JsonNode golden) {
        return new PromptForm.Written(golden.get("prompt").asText(), PICTURES);
    }

    @Test
    void answersAreThoseOfTheOfficialPrograms() {
        JsonNode goldens = EvalGoldens.json("generation-tiny-vl.json");
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (JsonNode each : goldens.get("cases")) {
            JsonNode limits = goldens.get("settings").get(each.get("setting").asText());
            Asking asking = new Asking.Completion(
                    limits.get("max_new_tokens").asInt(),
                    limits.get("min_new_tokens").asInt(),
                    each.get("stripped").asBoolean());
            answers.add(model.answer(new BenchmarkQuestion("", written(each), asking, answer -> Map.of())));
        }
        assertThat(answers).hasSize(13);
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).join())
                    .isEqualTo(goldens.get("cases").get(i).get("answer").asText());
        }
    }

    @Test
    void lossesOfOptionsDifferAsInTheOfficialPrograms() {
        JsonNode goldens = EvalGoldens.json("multiple-choice-tiny-vl.json");
        goldens.get("science_qa")
                .forEach(each -> assertLosses(each, each.get("prompt").asText()));
        goldens.get("seed_bench")
                .forEach(each ->
                        assertLosses(each, each.get("item").get("prompt").asText()));
    }

    /**
     * The official losses also count the rows of the vocabulary that name no token, which at each place is the same for all
     * options: their differences, by which one is chosen, are equal.
     */
    private static void assertLosses(JsonNode golden, String prompt) {
        JsonNode wanted = golden.get("option_losses");
        double[] losses = model.continuations(
                        model.prompt(new PromptForm.Written(prompt, PICTURES)), Asking.Likeliest.letters(wanted.size()))
                .join();
        assertThat(losses).hasSize(wanted.size());
        for (int i = 0; i < losses.length; i++) {
            assertThat(losses[i] - losses[0])
                    .isCloseTo(wanted.get(i).asDouble() - wanted.get(0).asDouble(), within(1e-3));
            assertThat(losses[i]).isCloseTo(wanted.get(i).asDouble(), within(0.1));
        }
    }

    @Test
    void picturesKeepTheirPathInThePrompt() {
        Path path = PICTURES.folder();
        JsonNode golden =
                EvalGoldens.json("generation-tiny-vl.json").get("cases").get(0);
        assertThat(model.prompt(new PromptForm.Written(golden.get("prompt").asText(), new PictureFolder(path)))
                        .ids())
                .isEqualTo(Fixtures.ints(golden.get("input_ids")));
    }
}
