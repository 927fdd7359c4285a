package io.github.qwenvl4j.evaluate.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.evaluate.testing.EvalGoldens;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Which items the official grounding program evaluates. */
class DropLastTest {

    @TestFactory
    List<DynamicTest> incompleteBatchesAreLeftOut() {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode each : EvalGoldens.json("grounding/expected.json").get("drop_last")) {
            List<Integer> kept = new ArrayList<>();
            each.get("evaluated_indices_with_drop_last").forEach(index -> kept.add(index.asInt()));
            tests.add(DynamicTest.dynamicTest(
                    each.get("shards") + " in batches of " + each.get("batch_size"),
                    () -> assertThat(GroundingScoring.keptByDropLast(
                                    each.get("items").asInt(),
                                    each.get("batch_size").asInt(),
                                    each.get("processes").asInt()))
                            .isEqualTo(kept)));
        }
        assertThat(tests).isNotEmpty();
        return tests;
    }
}
