package io.github.qwenvl4j.family.qwen3vl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.PlacedFeatures;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.RowPositions;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.Forward;
import io.github.qwenvl4j.testing.GoldenTensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An opened checkpoint against the reference: ids of prompts, logits of steps, greedy answers. */
class ModelGoldenTest {

    private static final double TOLERANCE = 2e-4;
    private static final int ROWS_OF_LOGITS = 8;

    private static Map<String, QwenVl> models;

    record Case(String kind, JsonNode golden) {

        QwenVl model() {
            return models.get(kind);
        }

        VisionLanguageModel network() {
            return model().internals().network();
        }

        Prompt prompt() {
            return Opened.prompt(model(), golden);
        }

        GoldenTensors tensors() {
            return Golden.tensors("expected-language" + kind);
        }

        String name() {
            return golden.get("name").asText();
        }

        @Override
        public String toString() {
            return "tiny-q3vl" + kind + " " + name();
        }
    }

    @BeforeAll
    static void open() {
        models = Map.of(
                "", Opened.open("tiny-q3vl", Precision.FLOAT32),
                "-tied", Opened.open("tiny-q3vl-tied", Precision.FLOAT32));
    }

    @AfterAll
    static void close() {
        models.values().forEach(QwenVl::close);
    }

    static Stream<Case> cases() {
        return Stream.of("", "-tied")
                .flatMap(kind -> StreamSupport.stream(
                                Golden.json("expected-language" + kind).spliterator(), false)
                        .map(golden -> new Case(kind, golden)))
                .filter(each -> each.golden.get("video_grid_thw").isEmpty());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void idsAndLogitsAreTheReferences(Case each) {
        Prompt prompt = each.prompt();
        assertThat(prompt.ids()).isEqualTo(Fixtures.ints(each.golden.get("input_ids")));
        try (Session session = each.network().newSession(KvCacheType.COMPUTED)) {
            float[][] logits = Forward.prefill(each.network(), session, prompt, ROWS_OF_LOGITS);
            assertThat(differenceToGolden(each, logits)).isLessThan(TOLERANCE);
        }
    }

    /** The golden has a column for each row of the vocabulary, also for those that name nothing. */
    private static double differenceToGolden(Case each, float[][] logits) {
        float[] golden = each.tensors().floats(each.name() + ".logits");
        int columns = golden.length / ROWS_OF_LOGITS;
        double most = 0;
        for (int row = 0; row < logits.length; row++) {
            float[] expected = Arrays.copyOfRange(golden, row * columns, row * columns + logits[row].length);
            most = Math.max(most, GoldenTensors.maxDifference(logits[row], expected));
        }
        return most;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rowsOfACacheAreThoseComputedAnew(Case each) {
        Prompt prompt = each.prompt();
        RowPositions at = each.network().positions(prompt);
        try (Session session = each.network().newSession(KvCacheType.COMPUTED)) {
            float[] whole = Forward.prefill(each.network(), session, prompt);
            for (int kept : new int[] {1, prompt.length() / 3, prompt.length() / 2, prompt.length() - 1}) {
                session.truncate(kept);
                float[] again = Forward.prefill(each.network(), session, prompt);
                assertThat(GoldenTensors.maxDifference(again, whole))
                        .as("%d kept", kept)
                        .isLessThan(TOLERANCE);
            }
            int[] more = Fixtures.ints(each.golden.get("greedy_new_tokens"));
            float[][] decoded = Forward.decode(each.network(), session, at, Arrays.copyOf(more, 3));
            try (Session fresh = each.network().newSession(KvCacheType.COMPUTED)) {
                float[] recomputed = Forward.prefill(each.network(), fresh, prompt.append(Arrays.copyOf(more, 3)));
                assertThat(GoldenTensors.maxDifference(decoded[2], recomputed)).isLessThan(TOLERANCE);
            }
        }
    }

    /** Every picture of every case, in one step of all cases together. */
    @Test
    void manyPromptsInOneStepAreEachAsAlone() {
        List<Case> all = cases().filter(each -> each.kind.isEmpty()).toList();
        VisionLanguageModel network = all.get(0).network();
        List<Chunk> chunks = new ArrayList<>();
        for (Case each : all) {
            Prompt prompt = each.prompt();
            RowPositions at = network.positions(prompt);
            List<PlacedFeatures> pictures = prompt.pictures().stream()
                    .map(placed -> new PlacedFeatures(
                            placed.firstRow(), placed.picture().rows(), Forward.features(network, placed.picture())))
                    .toList();
            chunks.add(new Chunk(
                    network.newSession(KvCacheType.COMPUTED),
                    prompt.ids(),
                    at,
                    pictures,
                    prompt.keys(at),
                    ROWS_OF_LOGITS));
        }
        float[][] logits = network.step(chunks);
        for (int i = 0; i < all.size(); i++) {
            float[][] own = Arrays.copyOfRange(logits, i * ROWS_OF_LOGITS, (i + 1) * ROWS_OF_LOGITS);
            assertThat(differenceToGolden(all.get(i), own))
                    .as(all.get(i).name())
                    .isLessThan(TOLERANCE);
        }
        chunks.forEach(chunk -> {
            chunk.session().close();
            chunk.pictures().forEach(picture -> picture.features().close());
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void greedyAnswersAreTheReferences(Case each) {
        List<Integer> whole = Arrays.stream(Fixtures.ints(each.golden.get("greedy_new_tokens")))
                .boxed()
                .toList();
        Set<Integer> stops = each.model().internals().engineModel().text().stopIds();
        List<Integer> expected =
                whole.stream().takeWhile(id -> !stops.contains(id)).toList(); // the reference went on
        List<CompletableFuture<Answer>> answers = Stream.of(1, 2, 3)
                .map(i -> each.model().internals().answerAsync(each.prompt(), AnswerOptions.greedy(whole.size())))
                .toList();
        for (CompletableFuture<Answer> answer : answers) {
            assertThat(answer.join().ids()).isEqualTo(expected);
        }
        assertThat(each.golden.get("greedy_text").asText())
                .startsWith(answers.get(0).join().text());
    }

    @Test
    void howManyRowsAPictureTakesIsKnownFromItsSize() {
        VisionLanguageModel network = models.get("").internals().network();
        assertThat(network.rows(321, 243)).isEqualTo(16 * 20 / 4);
        assertThat(network.rows(4032, 3024)).isLessThanOrEqualTo(1280).isGreaterThan(1200);
    }
}
