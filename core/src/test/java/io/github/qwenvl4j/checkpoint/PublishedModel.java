package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.family.qwenvl.config.LanguageConfig;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import java.util.Optional;

/** The published Qwen-VL-Chat and its Int4 form. */
public final class PublishedModel {

    static final LanguageConfig LANGUAGE =
            new LanguageConfig(4096, 32, 32, 128, 22016, 151936, 1e-6, 10000, 1, 2048, 8192, true, true, true, false);
    static final VisionConfig VISION = new VisionConfig(1664, 48, 16, 4.9231, 14, 448, 4096, 151857, 256);
    public static final QwenVlConfig CONFIG = new QwenVlConfig(LANGUAGE, VISION, Optional.empty(), "bfloat16");
    static final QwenVlConfig INT4_CONFIG = new QwenVlConfig(
            LANGUAGE,
            VISION,
            Optional.of(new QuantizationConfig.Gptq(4, 128, false, true, QuantizationConfig.Gptq.Format.GPTQ)),
            "float16");

    private PublishedModel() {}
}
