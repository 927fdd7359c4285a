package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.LanguageConfig;
import io.github.qwenvl4j.checkpoint.QwenVlConfig;
import io.github.qwenvl4j.checkpoint.VisionConfig;
import java.util.Optional;

/** Shapes that {@code qwenvl bench --random} knows: the published model, and one that fits anywhere. */
enum RandomModel {
    QWEN_VL(
            "qwen-vl",
            new LanguageConfig(4096, 32, 32, 128, 22016, 151936, 1e-6, 10000, 1, 2048, 8192, true, true, true, false),
            new VisionConfig(1664, 48, 16, 4.9231, 14, 448, 4096, 151857, 256)),
    SMALL(
            "300m",
            new LanguageConfig(1024, 12, 16, 64, 5632, 32768, 1e-6, 10000, 1, 2048, 8192, true, true, true, false),
            new VisionConfig(512, 12, 8, 4, 14, 448, 1024, 32000, 256));

    private final String key;
    private final LanguageConfig language;
    private final VisionConfig vision;

    RandomModel(String key, LanguageConfig language, VisionConfig vision) {
        this.key = key;
        this.language = language;
        this.vision = vision;
    }

    static RandomModel of(String name) {
        for (RandomModel model : values()) {
            if (model.key.equals(name)) {
                return model;
            }
        }
        throw new QwenVlException("unknown random model '" + name + "': use qwen-vl or 300m");
    }

    QwenVlConfig config() {
        return new QwenVlConfig(language, vision, Optional.empty(), "bfloat16");
    }
}
