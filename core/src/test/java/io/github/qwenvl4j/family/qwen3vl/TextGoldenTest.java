package io.github.qwenvl4j.family.qwen3vl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.attention.CachedSequences;
import io.github.qwenvl4j.attention.KvCache;
import io.github.qwenvl4j.attention.Rotation;
import io.github.qwenvl4j.family.StepPictures;
import io.github.qwenvl4j.nn.RowAdapters;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tensor.Tensor;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.GoldenTensors;
import io.github.qwenvl4j.testing.OpenWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Positions, hidden states behind every layer and logits of whole prompts, pictures included, against the reference. */
class TextGoldenTest {

    private static final double TOLERANCE = 2e-4;

    record Case(String checkpoint, String goldens, JsonNode golden) {
        @Override
        public String toString() {
            return checkpoint + " " + golden.get("name").asText();
        }
    }

    static Stream<Case> cases() {
        return Stream.of("", "-tied")
                .flatMap(kind -> StreamSupport.stream(
                                Golden.json("expected-language" + kind).spliterator(), false)
                        .map(golden -> new Case("tiny-q3vl" + kind, "expected-language" + kind, golden)))
                .filter(each -> each.golden.get("video_grid_thw").isEmpty());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void hiddenStatesAndLogitsAreTheReferences(Case each) {
        Qwen3VlConfig config = Golden.config(each.checkpoint);
        GoldenTensors golden = Golden.tensors(each.goldens);
        int[] ids = Fixtures.ints(each.golden.get("input_ids"));
        List<Patches> pictures = new ArrayList<>();
        each.golden.get("images").forEach(file -> pictures.add(Golden.patches(file.asText(), config.vision())));
        int[] positions = PromptPositions.of(ids.length, Golden.placed(ids, config, pictures))
                .of(0, ids.length);
        assertThat(positions).isEqualTo(expectedPositions(each.golden.get("position_ids"), ids.length));
        try (OpenWeights weights = Golden.weights(each.checkpoint)) {
            weights.infer(() -> compare(each, config, golden, ids, pictures, positions, weights.get()));
        }
    }

    private static void compare(
            Case each,
            Qwen3VlConfig config,
            GoldenTensors golden,
            int[] ids,
            List<Patches> pictures,
            int[] positions,
            Weights weights) {
        TextModel text = new TextModel(weights, config.text());
        StepPictures levels = new StepPictures(
                IntStream.range(0, ids.length)
                        .filter(i -> ids[i] == config.imageToken())
                        .toArray(),
                pictures.isEmpty() ? List.of() : rows(weights, config, pictures));
        Rotation rotation = text.rotation(positions);
        int[] shown = Fixtures.ints(each.golden.get("rows"));
        String name = each.golden.get("name").asText();
        try (KvCache cache = new KvCache(weights.backend(), config.text().kvShape(), KvCacheType.COMPUTED)) {
            CachedSequences whole =
                    new CachedSequences(weights.backend(), List.of(new CachedSequences.Segment(cache, ids.length)));
            Tensor h = levels.embedIn(text.embed(ids, RowAdapters.NONE));
            for (int layer = 0; layer < config.text().numLayers(); layer++) {
                Golden.expect(golden, name + ".hidden." + layer, h.rows(shown), TOLERANCE);
                h = text.block(layer, h, whole, rotation, levels, RowAdapters.NONE);
            }
            h = text.finalNorm(h);
            Golden.expect(golden, name + ".hidden." + config.text().numLayers(), h.rows(shown), TOLERANCE);
            Tensor logits = text.logits(h, RowAdapters.NONE);
            Golden.expect(golden, name + ".logits", logits.narrow(0, ids.length - 8, 8), TOLERANCE);
            Golden.expect(golden, name + ".logits_first", logits.narrow(0, 0, 4), TOLERANCE);
        }
    }

    private static List<Tensor> rows(Weights weights, Qwen3VlConfig config, List<Patches> pictures) {
        TowerModel tower = new TowerModel(weights.in("model").in("visual"), config.vision());
        try (TowerModel.Pass pass = tower.begin(pictures)) {
            boolean more = true;
            while (more) {
                more = pass.advance();
            }
            return pass.rows();
        }
    }

    /** {@code [3][n]} to row by row. */
    private static int[] expectedPositions(JsonNode json, int length) {
        int[] positions = new int[3 * length];
        for (int axis = 0; axis < 3; axis++) {
            int[] of = Fixtures.ints(json.get(axis));
            for (int i = 0; i < length; i++) {
                positions[3 * i + axis] = of[i];
            }
        }
        return positions;
    }
}
