package io.github.qwenvl4j.train.testing;

import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.train.parameters.NewCheckpoint;
import io.github.qwenvl4j.train.stage.PresetFile;
import io.github.qwenvl4j.train.stage.StagePreset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A model of random weights so small that a training step takes milliseconds. */
public final class TinyModel {

    private static final String CONFIG = """
            {"hidden_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2, "kv_channels": 32,
             "intermediate_size": 128, "vocab_size": 832, "layer_norm_epsilon": 1e-6, "rotary_emb_base": 10000,
             "rotary_pct": 1.0, "seq_length": 2048, "max_position_embeddings": 8192, "use_dynamic_ntk": true,
             "use_logn_attn": true, "no_bias": true, "tie_word_embeddings": false, "torch_dtype": "float32",
             "visual": {"width": 32, "layers": 1, "heads": 2, "mlp_ratio": 2, "patch_size": 8, "image_size": 32,
                        "output_dim": 64, "image_start_id": 770, "n_queries": 16}}
            """;

    private TinyModel() {}

    /** Writes it below {@code folder}; 32 px, 16 patches, 16 queries. */
    public static Path write(Path folder) {
        try {
            Files.createDirectories(folder);
            Path config = Files.writeString(folder.resolve("tiny.json"), CONFIG);
            Path checkpoint = folder.resolve("tiny");
            Path ranks = Fixtures.path("tiny-vl").resolve("qwen.tiktoken");
            NewCheckpoint.write(checkpoint, QwenVlConfig.read(config), ranks, 1);
            return checkpoint;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Settings that make a preset small enough for it. */
    public static final List<String> SMALL = List.of(
            "steps=6",
            "rows=2",
            "checkpointEvery=3",
            "learningRate.warmupSteps=2",
            "heldOut.every=3",
            "heldOut.batches=1",
            "heldOut.questions=0",
            "maxLength=1024");

    /** A built-in preset with {@link #SMALL} and further settings. */
    public static StagePreset preset(String name, String... settings) {
        PresetFile file = PresetFile.open(name);
        for (String setting : SMALL) {
            file = file.set(setting);
        }
        for (String setting : settings) {
            file = file.set(setting);
        }
        return file.preset();
    }
}
