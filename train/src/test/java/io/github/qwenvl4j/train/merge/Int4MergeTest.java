package io.github.qwenvl4j.train.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import io.github.qwenvl4j.torch.Tensors;
import io.github.qwenvl4j.train.adapter.Adapter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An adapter in int4 weights again. */
@Tag("slow") // runs on one JDK
class Int4MergeTest {

    @TempDir
    private Path folder;

    @Test
    void theMergedModelIsNearerThanPlainRoundingAndTheBareBase() {
        Path base = Fixtures.path("tiny-vl-int4");
        Path adapter = Fixtures.path("finetune/qlora-r8");
        Path out = folder.resolve("merged");
        Int4Merge.Nearness near;
        try (Checkpoint checkpoint = Families.open(base);
                Adapter opened = Adapter.open(adapter)) {
            near = new MergedInt4(new Int4Merge(checkpoint, adapter, opened, RoundingSamples.builtIn()))
                    .write(out, false);
        }
        assertThat(near.better()).as(near.toString()).isTrue();
        assertThat(folder.toFile().list()).containsExactly("merged");
        JsonNode golden = Fixtures.json("finetune/expected-qlora.json").at("/adapters/0");
        for (JsonNode each : golden.get("cases")) {
            double reached = cosine(base, adapter, out, each);
            JsonNode bound = bound(golden, each.get("name").asText());
            assertThat(reached)
                    .as(each.get("name").asText())
                    .isGreaterThan(bound.get("cosine_requantised_to_unmerged").asDouble() - 0.02)
                    .isGreaterThan(
                            bound.get("cosine_base_without_adapter_to_unmerged").asDouble());
        }
    }

    private static JsonNode bound(JsonNode golden, String name) {
        for (JsonNode each : golden.at("/requantised_merge_orientation/cases")) {
            if (each.get("case").asText().equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException(name);
    }

    private static double cosine(Path base, Path adapter, Path merged, JsonNode golden) {
        try (QwenVl unmerged = QwenVl.open(base, OpenOptions.defaults().withAdapter(adapter));
                QwenVl model = QwenVl.open(merged)) {
            return PromptLogits.cosine(
                    PromptLogits.of(unmerged.internals(), List.of(prompt(unmerged, golden))),
                    PromptLogits.of(model.internals(), List.of(prompt(model, golden))));
        }
    }

    private static Prompt prompt(QwenVl model, JsonNode golden) {
        String text = golden.get("prompt").asText();
        if (golden.get("kind").asText().equals("raw")) {
            return OpenedModel.prompt(model, text);
        }
        int end = text.indexOf("</img>\n");
        String path = text.substring(text.indexOf("<img>") + 5, end);
        Message question = Message.user(text.substring(end + 7), OpenedModel.picture(path));
        return model.internals().prompt(Dialogue.of(question));
    }

    /** Rounding that knows the inputs leaves a smaller error of the outputs, in scattered groups too. */
    @Test
    void theOutputsOfATunedLayerAreNearer() {
        try (PointerScope scope = new PointerScope()) {
            torch.manual_seed(5);
            Tensor weight = torch.randn(new long[] {64, 64});
            Tensor rows = torch.randn(new long[] {500, 8}).matmul(torch.randn(new long[] {8, 64}));
            int[] scattered = new int[64];
            for (int i = 0; i < 64; i++) {
                scattered[i] = i % 4;
            }
            for (boolean symmetric : new boolean[] {true, false}) {
                Optional<Tensor> products = Optional.of(rows.t().matmul(rows));
                Tensor tuned = weight(Int4Rounding.round(weight, scattered, 4, symmetric, products), scattered);
                Tensor nearest =
                        weight(Int4Rounding.round(weight, scattered, 4, symmetric, Optional.empty()), scattered);
                double ofTuned = error(rows, weight, tuned);
                double ofNearest = error(rows, weight, nearest);
                assertThat(ofTuned).isLessThan(ofNearest / 2);
                assertThat(weight.sub(nearest).abs().max().item_double()).isLessThan(0.5);
            }
        }
    }

    private static double error(Tensor rows, Tensor weight, Tensor rounded) {
        return rows.matmul(weight.sub(rounded).t()).norm().item_double();
    }

    private static Tensor weight(Int4Rounding.Rounded rounded, int[] groups) {
        int inputs = groups.length;
        int outputs = rounded.levels().length / inputs;
        float[] values = new float[rounded.levels().length];
        for (int i = 0; i < values.length; i++) {
            int place = groups[i % inputs] * outputs + i / inputs;
            values[i] = (rounded.levels()[i] - rounded.zeros()[place]) * rounded.scales()[place];
        }
        return Tensors.floats(values, outputs, inputs);
    }

    @Test
    void otherQuantisedModelsAreRefused() {
        try (Checkpoint checkpoint = Families.open(Fixtures.path("tiny-vl"));
                Adapter opened = Adapter.open(Fixtures.path("finetune/lora-r8"))) {
            assertThatThrownBy(() -> new Int4Merge(checkpoint, folder, opened, RoundingSamples.builtIn()))
                    .hasMessageContaining("int4 weights of GPTQ only");
        }
    }
}
