package io.github.qwenvl4j.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A checkpoint's {@code config.json} in the terms that all families share. Immutable. */
public interface ModelConfig {

    /** {@code model_type}, by which a family is found. */
    String modelType();

    /** Its name among architectures, for example {@code qwen_vl}. */
    String architecture();

    ModelShape shape();

    /** The names and shapes of the tensors that belong to this configuration, in its quantised form. */
    ExpectedTensors tensors();

    /** The beginning of the names of the language blocks' weights: only these go down to 4 bits. */
    String blocks();

    /**
     * The tensor of this configuration's checkpoint from which {@code tensor} of its {@linkplain #withQuantization quantised}
     * form is made: one of another name where a tensor has two uses.
     */
    default String source(String tensor) {
        return tensor;
    }

    /** What a tensor is called here that a checkpoint's files call {@code stored}: conversions by other programs spell prefixes otherwise. */
    default String name(String stored) {
        return stored;
    }

    /** Present when linear weights are quantised. */
    Optional<QuantizationConfig> quantization();

    /** This configuration with another quantisation. */
    ModelConfig withQuantization(QuantizationConfig value);

    /** This configuration without quantisation. */
    ModelConfig withoutQuantization();

    /** Reads the checkpoint's {@code generation_config.json}, which may be absent, with the family's own defaults. */
    default GenerationConfig generation(Path generationConfigJson) {
        return GenerationConfig.read(generationConfigJson);
    }

    /** What the model has to compute. */
    ModelCost cost();

    /** Its parts in words for people, one per line. */
    List<String> describe();

    /**
     * Writes this configuration as {@code config.json} in the published layout; an existing file is replaced, fields
     * that are not known are lost.
     */
    void write(Path configJson);
}
