package io.github.qwenvl4j.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.GenerationConfig;
import io.github.qwenvl4j.checkpoint.TensorFiles;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.memory.Conversion;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.TestBlocks;
import io.github.qwenvl4j.testing.TestDevice;
import io.github.qwenvl4j.train.stage.StagePreset;
import io.github.qwenvl4j.train.testing.TinyModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow") // runs on one JDK
class TrainingRunTest {

    private static final List<String> FROZEN_IN_SFT = List.of(
            "transformer.visual.conv1.weight",
            "transformer.visual.transformer.resblocks.0.attn.in_proj.weight",
            "transformer.visual.attn_pool.pos_embed");

    @TempDir
    private Path folder;

    private Path start;

    @BeforeEach
    void write() {
        start = TinyModel.write(folder);
    }

    private Path run(StagePreset preset, String name, int stopAfter) {
        AtomicInteger updates = new AtomicInteger();
        return new TrainingRun(preset, Optional.of(start), folder.resolve(name), TestDevice.DEVICE)
                .run(update -> updates.incrementAndGet(), () -> updates.get() == stopAfter);
    }

    private List<JsonNode> log(String name) {
        return new TrainingLog(folder.resolve(name).resolve("log.jsonl")).lines();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vision-start", "multitask", "sft"})
    void aResumedRunEqualsAnUninterruptedOne(String name) throws IOException {
        StagePreset preset = TinyModel.preset(name);
        Path whole = run(preset, "whole", -1);
        run(preset, "parts", 2);
        Path resumed = run(preset, "parts", -1);
        assertThat(log("parts")).hasSize(6).isEqualTo(log("whole"));
        assertThat(Files.mismatch(whole.resolve("model.safetensors"), resumed.resolve("model.safetensors")))
                .isEqualTo(-1);
        assertThat(Files.mismatch(whole.resolve("state/model.safetensors"), resumed.resolve("state/model.safetensors")))
                .isEqualTo(-1);
    }

    @Test
    void twoObjectivesAtOnceResumeExactlyToo() {
        StagePreset preset =
                TinyModel.preset("multitask", "objective.patches=0.5", "data.signShare=0.5", "data.tasks={\"ocr\": 1}");
        run(preset, "whole", -1);
        run(preset, "parts", 2);
        run(preset, "parts", -1);
        assertThat(log("parts")).hasSize(6).isEqualTo(log("whole"));
        assertThat(log("whole").get(2).get("heldOut").properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactly("ocr", "patch_colour", "patch_shape", "patch_box", "patch_sign", "patch_characters");
    }

    @Test
    void theNextStageTakesUpWhatTheObjectiveHadLearnt() {
        Path before = run(TinyModel.preset("vision-start"), "before", -1);
        StagePreset resting = TinyModel.preset(
                "vision-start",
                "steps=1",
                "seed=9",
                "learningRate={\"schedule\": \"cosine\", \"peak\": 1e-12, "
                        + "\"minimum\": 1e-12, \"warmupSteps\": 0, \"warmupRatio\": 0}");
        Path after = new TrainingRun(resting, Optional.of(before), folder.resolve("after"), TestDevice.DEVICE)
                .run(update -> {}, () -> false);
        try (TensorFiles expected = TensorFiles.open(before.resolve("state"));
                TensorFiles actual = TensorFiles.open(after.resolve("state"))) {
            String head = "vision_start.patches.weight";
            assertThat(Conversion.toFloats(actual.tensor(head)))
                    .containsExactly(Conversion.toFloats(expected.tensor(head)), within(1e-6f));
        }
    }

    /** Wherever it fails, not in the update alone. */
    @Test
    void aRunThatCannotGoOnNamesItsLastGoodCheckpoint() {
        Path log = folder.resolve("run/log.jsonl");
        TrainingRun run = new TrainingRun(
                TinyModel.preset("sft", "checkpointEvery=2"),
                Optional.of(start),
                folder.resolve("run"),
                TestDevice.DEVICE);
        assertThatThrownBy(() -> run.run(update -> takeAway(log, update.step()), () -> false))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith(log + ": ")
                .hasMessageEndingWith("; the last good checkpoint is " + folder.resolve("run/step-00000002"))
                .message()
                .hasLineCount(1);
    }

    private static void takeAway(Path log, long step) {
        if (step == 3) {
            try {
                Files.delete(log);
                Files.createDirectory(log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void updatesAfterTheLastCheckpointAreMadeAndLoggedAgain() throws IOException {
        StagePreset preset = TinyModel.preset("sft");
        run(preset, "whole", -1);
        run(preset, "parts", 2);
        Path log = folder.resolve("parts/log.jsonl");
        Files.writeString(log, Files.readString(log) + "{\"step\":3,\"loss\":1}\n{\"step\":4,\"lo");
        run(preset, "parts", -1);
        assertThat(log("parts")).isEqualTo(log("whole"));
    }

    @Test
    void frozenPartsStayBitIdenticalAndTheOthersLearn() {
        Path end = run(TinyModel.preset("sft"), "run", -1);
        try (Checkpoint before = Families.open(start);
                Checkpoint after = Families.open(end)) {
            for (String name : before.tensors().keySet()) {
                boolean equal =
                        Arrays.equals(TestBlocks.bytes(before.tensor(name)), TestBlocks.bytes(after.tensor(name)));
                boolean frozen = FROZEN_IN_SFT.contains(name)
                        || name.startsWith("transformer.visual.transformer")
                        || name.startsWith("transformer.visual.ln_pre")
                        || name.equals("transformer.visual.positional_embedding");
                assertThat(equal).as(name).isEqualTo(frozen);
            }
        }
    }

    @Test
    void theResolutionMayChange() {
        Path end = run(TinyModel.preset("multitask", "imageSize=48", "steps=1", "objective.patches=0"), "run", -1);
        try (Checkpoint checkpoint = Families.open(end)) {
            assertThat(QwenVlConfig.of(checkpoint).vision().imageSize()).isEqualTo(48);
            checkpoint.requireComplete();
        }
    }

    @Test
    void patchesNeedAQueryEach() {
        StagePreset preset = TinyModel.preset("multitask", "imageSize=48");
        assertThatThrownBy(() -> run(preset, "run", -1))
                .hasMessageContaining("objective.patches needs as many queries as patches (or 0), but n_queries is 16");
    }

    @Test
    void heldOutLossesOfEveryTaskAreLogged() {
        run(TinyModel.preset("sft", "data.tasks={\"ocr\": 1, \"caption\": 1}"), "run", -1);
        List<JsonNode> lines = log("run");
        assertThat(lines.get(0).has("heldOut")).isFalse();
        assertThat(lines.get(2).get("heldOut").properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactly("caption", "ocr");
    }

    @Test
    void checkpointsAreAskedQuestions() throws IOException {
        StagePreset preset =
                TinyModel.preset("sft", "heldOut.questions=2", "data.tasks={\"vqa_count\": 1, \"dialogue\": 1}");
        run(preset, "whole", -1);
        run(preset, "parts", 4);
        Path asked = folder.resolve("parts/scores.jsonl");
        Files.writeString(asked, Files.readAllLines(asked).get(0) + "\n"); // as if killed while 4 was asked
        run(preset, "parts", -1);
        List<JsonNode> scores = new TrainingLog(folder.resolve("whole/scores.jsonl")).lines();
        assertThat(scores).extracting(line -> line.get("step").asInt()).containsExactly(3, 6);
        assertThat(scores.get(0).get("scores").get("vqa_count").asDouble()).isBetween(0.0, 1.0);
        assertThat(scores.get(0).get("scores").size()).isEqualTo(1);
        assertThat(new TrainingLog(asked).lines())
                .extracting(line -> line.get("step").asInt())
                .containsExactly(3, 4, 6);
    }

    @Test
    void theLossIsPlotted() throws IOException {
        run(TinyModel.preset("vision-start"), "run", -1);
        BufferedImage plot = ImageIO.read(folder.resolve("run/loss.png").toFile());
        boolean blue = false;
        for (int x = 0; x < plot.getWidth(); x++) {
            for (int y = 0; y < plot.getHeight(); y++) {
                blue |= (plot.getRGB(x, y) & 0xFFFFFF) == 0x1F5FBF;
            }
        }
        assertThat(blue).isTrue();
    }

    @Test
    void anExportAnswersQuestions() {
        run(TinyModel.preset("sft", "steps=1"), "run", -1);
        Path exported = folder.resolve("exported");
        Path source = Export.checkpoint(folder.resolve("run"));
        try (Checkpoint checkpoint = Families.open(source)) {
            new Export(DType.BF16, GenerationConfig.DEFAULTS.withChatFormat("chatml"))
                    .write(checkpoint, source, exported);
        }
        try (QwenVl model = QwenVl.open(exported)) {
            assertThat(model.internals().prompts().template().takesSystem()).isTrue();
            Answer answer = model.ask(
                    "Where?", Fixtures.path("images/scene-640x480.png").toString());
            assertThat(answer.ids()).isNotEmpty();
        }
    }

    @Test
    void filesAreTrainedOn() throws IOException {
        Path data = folder.resolve("data.json");
        String image =
                Fixtures.path("images/scene-640x480.png").toAbsolutePath().toString();
        String sample = """
                {"id": "%d", "conversations": [{"from": "user", "value": "Picture 1: <img>%s</img>\\nWhat?"},
                 {"from": "assistant", "value": "A scene"}]}""";
        Files.writeString(
                data, "[" + sample.formatted(1, image) + "," + sample.formatted(2, folder.resolve("none.png")) + "]");
        StagePreset preset = TinyModel.preset(
                "official-sft",
                "data.files=[{\"file\": \"%s\", \"weight\": 1}]".formatted(data),
                "accumulation=1",
                "data.maxBroken=1");
        run(preset, "whole", -1);
        assertThat(log("whole")).hasSize(6); // the steps asked for, not the epochs of the preset
        assertThat(log("whole").get(5).get("loss").asDouble())
                .isLessThan(log("whole").get(0).get("loss").asDouble());
        assertThat(Files.readString(folder.resolve("whole/skipped.log"))).contains("data.json:", "none.png");
        run(preset, "parts", 2);
        run(preset, "parts", -1);
        assertThat(log("parts")).isEqualTo(log("whole"));
    }

    @Test
    void aNewRunNeedsAStart() {
        TrainingRun run =
                new TrainingRun(TinyModel.preset("sft"), Optional.empty(), folder.resolve("run"), TestDevice.DEVICE);
        assertThatThrownBy(() -> run.run(update -> {}, () -> false)).hasMessageContaining("--from DIR");
    }
}
