package io.github.qwenvl4j.family.qwenvl.config;

/** The parts of a Qwen-VL whose parameters are counted separately. */
public enum TensorGroup {
    /** Vision transformer, and the norm and projection after the resampler. */
    VISION,
    /** The cross-attention that turns patches into a fixed number of features. */
    RESAMPLER,
    LANGUAGE;

    static final String VISUAL = "transformer.visual.";
    static final String RESAMPLER_PREFIX = VISUAL + "attn_pool.";

    /** The part that the tensor {@code name} belongs to. */
    public static TensorGroup of(String name) {
        if (name.startsWith(RESAMPLER_PREFIX)) {
            return RESAMPLER;
        }
        return name.startsWith(VISUAL) ? VISION : LANGUAGE;
    }
}
