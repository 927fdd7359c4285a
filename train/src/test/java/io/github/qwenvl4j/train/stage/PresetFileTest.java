package io.github.qwenvl4j.train.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.train.data.FileData;
import io.github.qwenvl4j.train.data.Filling;
import io.github.qwenvl4j.train.data.SceneData;
import io.github.qwenvl4j.train.optimizer.LearningRate;
import io.github.qwenvl4j.train.scenes.TaskKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class PresetFileTest {

    private static final List<String> NAMES = PresetFile.NAMES;

    @TempDir
    private Path folder;

    private StagePreset preset(String name) {
        boolean scenes = List.of("vision-start", "language-start", "pretrain", "multitask", "sft")
                .contains(name);
        return !scenes
                ? PresetFile.open(name)
                        .withData(List.of(new FileData.Source("x.json", 1)))
                        .preset()
                : PresetFile.open(name).preset();
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void everyPresetIsReadAndWrittenAgain(String name) {
        StagePreset preset = preset(name);
        assertThat(preset.stage()).isEqualTo(name);
        preset.write(folder.resolve("preset.json"));
        assertThat(PresetFile.open(folder.resolve("preset.json").toString()).preset())
                .isEqualTo(preset);
    }

    @Test
    void thePaperIsFollowed() {
        StagePreset first = preset("paper-pretrain");
        assertThat(first.train()).doesNotContain(ModelPart.LANGUAGE).contains(ModelPart.VISION, ModelPart.RESAMPLER);
        assertThat(first.imageSize()).isEqualTo(224);
        assertThat(first.rows() * first.accumulation()).isEqualTo(30720);
        assertThat(first.learningRate())
                .isEqualTo(new StagePreset.Rate(LearningRate.Schedule.COSINE, 2e-4, 1e-6, 500, 0));
        StagePreset second = preset("paper-multitask");
        assertThat(second.train()).containsExactlyInAnyOrder(ModelPart.values());
        assertThat(second.filling()).isEqualTo(Filling.PACKED);
        assertThat(second.visionLayerDecay()).isEqualTo(0.95);
        StagePreset third = preset("paper-sft");
        assertThat(third.trains("transformer.visual.transformer.resblocks.0.ln_1.weight"))
                .isFalse();
        assertThat(third.rows() * third.accumulation()).isEqualTo(128);
    }

    @Test
    void theOfficialScriptIsFollowed() {
        StagePreset preset = preset("official-sft");
        assertThat(preset.trains("transformer.visual.attn_pool.query")).isTrue();
        assertThat(preset.trains("transformer.visual.attn_pool.pos_embed")).isFalse();
        assertThat(preset.trains("transformer.visual.ln_post.weight")).isFalse();
        assertThat(preset.trains("transformer.visual.proj")).isFalse();
        assertThat(preset.trains("transformer.wte.weight")).isTrue();
        assertThat(preset.trains("lm_head.weight")).isTrue();
        assertThat(preset.optimizer()).isEqualTo(new StagePreset.Optimizer(0.9, 0.95, 1e-8, 0.1));
        assertThat(((FileData) preset.data()).epochs()).isEqualTo(5);
    }

    @Test
    void anyValueIsReplaced() {
        StagePreset preset = PresetFile.open("multitask")
                .set("learningRate.peak=3e-4")
                .set("compute=float32")
                .set("train=[\"language\"]")
                .set("data.tasks.DIALOGUE=2")
                .set("imageSize=64")
                .preset();
        assertThat(preset.learningRate().peak()).isEqualTo(3e-4);
        assertThat(preset.compute()).isEqualTo(StagePreset.Compute.FLOAT32);
        assertThat(preset.train()).containsExactly(ModelPart.LANGUAGE);
        assertThat(preset.imageSize()).isEqualTo(64);
        assertThat(((SceneData) preset.data()).tasks())
                .containsEntry(TaskKind.DIALOGUE, 2.0)
                .containsEntry(TaskKind.OCR, 4.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "learningRate.peek=1 | unknown key learningRate.peek (known: minimum, peak, schedule, warmupRatio, warmupSteps)",
                "learningrate.peak=1 | preset sft has no group learningrate",
                "speed=1 | unknown key speed",
                "rows=many | preset sft: rows: is 'many', but must be a whole number",
                "rows=0 | rows is 0",
                "rows=null | preset sft: rows: must be a whole number",
                "compute=float8 | compute: is 'float8', but must be one of float32, bfloat16",
                "train=[\"legs\"] | train.0: is 'legs', but must be one of vision, resampler, vision-projection, language",
                "data.kind=tape | data.kind: must be scenes or files",
                "data.tasks.dance=1 | data.tasks",
                "rows | --set rows: must be KEY=VALUE"
            })
    void senselessSettingsAreNamedInOneLine(String setting, String message) {
        assertThatThrownBy(() -> PresetFile.open("sft").set(setting).preset())
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void missingPresetsKeysAndFilesAreNamed() throws IOException {
        assertThatThrownBy(() -> PresetFile.open("stage-four")).hasMessageContaining("vision-start, language-start");
        Path file = Files.writeString(folder.resolve("p.json"), "{\"stage\": \"x\"}");
        assertThatThrownBy(() -> PresetFile.open(file.toString()).preset()).hasMessageContaining("preset " + file);
        Files.writeString(file, "[");
        assertThatThrownBy(() -> PresetFile.open(file.toString())).hasMessageContaining("is not valid JSON");
        assertThatThrownBy(() -> PresetFile.open("paper-sft").preset()).hasMessageContaining("--data FILE");
    }
}
