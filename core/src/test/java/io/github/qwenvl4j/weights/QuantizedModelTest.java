package io.github.qwenvl4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.family.qwenvl.QwenVlModel;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.Forward;
import io.github.qwenvl4j.testing.GoldenTensors;
import io.github.qwenvl4j.testing.OpenedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole models with quantised weights: against the reference, and written and opened again. */
class QuantizedModelTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"INT8, 0.999", "INT4, 0.95"})
    void logitsPointTheWayOfTheReference(Precision precision, double least) {
        GoldenTensors golden = GoldenTensors.read("expected-language.safetensors");
        try (QwenVl model = OpenedModel.open("tiny-vl", precision)) {
            for (JsonNode prompt : Fixtures.json("expected-generate.json").required("generate")) {
                String name = prompt.required("name").asText();
                float[] logits = logits(model, prompt.required("prompt").asText());
                float[] expected = tokens(golden.floats(name + ".logits"), logits.length / 8);
                double cosine = GoldenTensors.cosine(logits, expected);
                System.out.printf("tiny-vl %s %s: cosine of logits %.5f%n", precision, name, cosine);
                assertThat(cosine).as(name).isGreaterThan(least);
            }
        }
    }

    /** Of 8 rows of logits the first numbers of each: behind them no token is named. */
    private static float[] tokens(float[] padded, int tokens) {
        float[] all = new float[8 * tokens];
        for (int row = 0; row < 8; row++) {
            System.arraycopy(padded, row * (padded.length / 8), all, row * tokens, tokens);
        }
        return all;
    }

    @Test
    void gptqWeightsLoseNothingButBfloat16Rounding() {
        JsonNode golden = Fixtures.json("expected-tiny-vl-int4.json");
        String prompt = golden.required("prompt").asText();
        float[] expected = read("tiny-vl-int4", Precision.FLOAT32, prompt);
        double bfloat16 = GoldenTensors.cosine(expected, read("tiny-vl-int4", Precision.BFLOAT16, prompt));
        double int4 = GoldenTensors.cosine(expected, read("tiny-vl-int4", Precision.INT4, prompt));
        System.out.printf("tiny-vl-int4: cosine of logits bfloat16 %.6f, int4 %.6f%n", bfloat16, int4);
        assertThat(int4).isGreaterThan(0.999);
    }

    private static float[] read(String checkpoint, Precision precision, String prompt) {
        try (QwenVl model = OpenedModel.open(checkpoint, precision)) {
            return logits(model, prompt);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INT8", "INT4"})
    void aPackedDirectoryGivesTheLogitsOfItsSource(Precision precision) {
        for (String source : List.of("tiny-vl", "tiny-vl-int4")) {
            Path packed = folder.resolve(source);
            write(Fixtures.path(source), packed, precision);
            String prompt = Fixtures.json("expected-tiny-vl-int4.json")
                    .required("prompt")
                    .asText();
            try (QwenVl onTheFly = OpenedModel.open(source, precision);
                    QwenVl opened = QwenVl.open(packed)) {
                assertThat(logits(opened, prompt)).isEqualTo(logits(onTheFly, prompt));
            }
        }
    }

    @Test
    void aPackedDirectoryIsCheckedLikeAnyOther() throws IOException {
        Path packed = folder.resolve("packed");
        write(Fixtures.path("tiny-vl"), packed, Precision.INT4);
        assertThatThrownBy(() -> write(packed, folder.resolve("again"), Precision.INT8))
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining("is packed already");
        assertThatThrownBy(() -> write(Fixtures.path("tiny-vl"), packed, Precision.INT8))
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining("is not empty");
        assertThatThrownBy(() -> OpenedModel.open(packed, Precision.BFLOAT16))
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining("dtype is bfloat16, but the checkpoint holds packed int4 weights");
        Path config = packed.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"bits\" : 4", "\"bits\" : 8"));
        assertThatThrownBy(() -> QwenVl.open(packed))
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining("misshapen")
                .hasMessageContaining("c_attn.weight");
    }

    private static void write(Path source, Path target, Precision precision) {
        try (Checkpoint checkpoint = Families.open(source)) {
            new PackedCheckpointWriter(
                            checkpoint,
                            WeightFormat.packing(precision, checkpoint.config()).orElseThrow(),
                            bytes -> {})
                    .write(target);
        }
    }

    /** Logits of the last 8 rows of a raw prompt. */
    private static float[] logits(QwenVl qwenVl, String raw) {
        QwenVlModel model = OpenedModel.network(qwenVl);
        Prompt prompt = OpenedModel.prompt(qwenVl, raw);
        try (Session session = model.newSession(KvCacheType.COMPUTED)) {
            float[][] rows = Forward.prefill(model, session, prompt, 8);
            float[] all = new float[8 * model.vocabulary()];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(rows[i], 0, all, i * model.vocabulary(), model.vocabulary());
            }
            return all;
        }
    }
}
