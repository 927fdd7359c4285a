package io.github.qwenvl4j.train.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.TensorFiles;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.hub.BuiltInModel;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.torch.Blocks;
import io.github.qwenvl4j.torch.Tensors;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Merged weights against those of peft. */
class MergedCheckpointTest {

    @TempDir
    private Path folder;

    static Stream<JsonNode> adapters() {
        return StreamSupport.stream(
                Fixtures.json("finetune/expected-lora.json").get("adapters").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void everyWeightIsThatOfPeft(JsonNode golden) {
        String name = golden.get("adapter").asText();
        JsonNode changed = golden.get("merged").get("changed_tensors");
        Path merged = folder.resolve("merged");
        try (Checkpoint base = Families.open(Fixtures.path("tiny-vl"));
                Adapter adapter = Adapter.open(Fixtures.path("finetune/" + name))) {
            int count = new MergedCheckpoint(base, adapter).write(merged, Optional.of(DType.F32));
            assertThat(count).isEqualTo(changed.size());
            assertThat(base.tensors().size() - count)
                    .isEqualTo(golden.get("merged").get("unchanged_tensors").asInt());
        }
        try (Checkpoint result = Families.open(merged);
                PointerScope scope = new PointerScope()) {
            result.requireComplete();
            changed.properties().forEach(weight -> {
                double norm = weight.getValue().get("norm").asDouble();
                assertThat(Blocks.tensor(result.tensor(weight.getKey()))
                                .to(torch.ScalarType.Double)
                                .norm()
                                .item_double())
                        .as(weight.getKey())
                        .isCloseTo(norm, within(1e-6 * norm));
            });
            String full = golden.get("merged").path("full_tensor").asText("null");
            if (!full.equals("null")) {
                requireEqual(
                        full,
                        Blocks.tensor(result.tensor(full.substring(full.indexOf(".merged.") + ".merged.".length()))));
            }
        }
    }

    private static void requireEqual(String full, Tensor actual) {
        try (TensorFiles expected = TensorFiles.openFile(Fixtures.path("finetune/expected-lora.safetensors"))) {
            double distance =
                    actual.sub(Blocks.tensor(expected.tensor(full))).abs().max().item_double();
            assertThat(distance).isLessThan(1e-6);
        }
    }

    @Test
    void theFileThatTheOfficialScriptWritesIsTheSameAdapter() {
        try (Adapter tensors = Adapter.open(Fixtures.path("finetune/lora-r8"));
                Adapter pickled = Adapter.open(Fixtures.path("finetune/lora-r8-bin"));
                PointerScope scope = new PointerScope()) {
            assertThat(pickled.names()).containsExactlyInAnyOrderElementsOf(tensors.names());
            for (String name : tensors.names()) {
                assertThat(Tensors.toFloats(pickled.tensor(name))).isEqualTo(Tensors.toFloats(tensors.tensor(name)));
            }
        }
    }

    @Test
    void theAdapterOfAnotherModelIsRefused() {
        try (Checkpoint base = Families.open(BuiltInModel.directory());
                Adapter adapter = Adapter.open(Fixtures.path("finetune/lora-r8"))) {
            assertThatThrownBy(() -> new MergedCheckpoint(base, adapter).write(folder.resolve("m"), Optional.empty()))
                    .hasMessageContaining("the adapter of transformer.h.0.mlp.w1 is for 352 x 256, but the base");
        }
    }
}
