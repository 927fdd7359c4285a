package io.github.qwenvl4j.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.testing.TestDevice;
import io.github.qwenvl4j.torch.TorchDevice;
import io.github.qwenvl4j.train.stage.Stage;
import io.github.qwenvl4j.train.stage.StagePreset;
import io.github.qwenvl4j.train.stage.StagePreset.Compute;
import io.github.qwenvl4j.train.testing.TinyModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A preset of bfloat16 where there are no products of that. */
class BfloatProductsTest {

    @TempDir
    private Path folder;

    private Path start;

    @Test
    void withoutProductsOfBfloat16ARunIsThatOfFloat32AndSaysSo() {
        start = TinyModel.write(folder);
        List<Compute> told = new ArrayList<>();
        List<JsonNode> log = run("bfloat16", told);
        if (TorchDevice.of(TestDevice.DEVICE).multipliesBfloat16()) {
            assertThat(told).isEmpty();
        } else {
            assertThat(told).containsExactly(Compute.FLOAT32);
            assertThat(log).isNotEmpty().isEqualTo(run("float32", told));
            assertThat(told).hasSize(1);
        }
    }

    private List<JsonNode> run(String compute, List<Compute> told) {
        StagePreset preset = TinyModel.preset("multitask", "steps=1", "compute=" + compute);
        Path run = folder.resolve(compute);
        TrainingRun.Listener listener = new TrainingRun.Listener() {
            @Override
            public void updated(Stage.Update update) {}

            @Override
            public void computesIn(Compute used) {
                told.add(used);
            }
        };
        new TrainingRun(preset, Optional.of(start), run, TestDevice.DEVICE).run(listener, () -> false);
        return new TrainingLog(run.resolve("log.jsonl")).lines();
    }
}
