package io.github.qwenvl4j.train.stage;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/** The parts of a model that a stage trains or freezes. */
public enum ModelPart {
    /** The vision transformer. */
    @JsonProperty("vision")
    VISION,
    /** The resampler, without its fixed position embedding. */
    @JsonProperty("resampler")
    RESAMPLER,
    /** The final norm and projection of the vision tower. */
    @JsonProperty("vision-projection")
    VISION_PROJECTION,
    /** Token embeddings, decoder and output head. */
    @JsonProperty("language")
    LANGUAGE;

    private static final String VISUAL = "transformer.visual.";

    /** The part of a parameter; empty for parameters that are never trained. */
    static Optional<ModelPart> of(String parameter) {
        if (!parameter.startsWith(VISUAL)) {
            return Optional.of(LANGUAGE);
        }
        String name = parameter.substring(VISUAL.length());
        if (name.equals("attn_pool.pos_embed")) {
            return Optional.empty();
        }
        if (name.startsWith("attn_pool.")) {
            return Optional.of(RESAMPLER);
        }
        return Optional.of(name.startsWith("ln_post.") || name.equals("proj") ? VISION_PROJECTION : VISION);
    }
}
