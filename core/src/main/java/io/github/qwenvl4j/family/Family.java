package io.github.qwenvl4j.family;

import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.JsonFields;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Map;

/** A kind of model: what its checkpoints hold and what becomes of them. Everything that only one family has is behind this. */
public interface Family {

    /** {@code model_type}. */
    String modelType();

    /** Its models, for people: what can be opened. */
    String models();

    /**
     * Reads {@code config.json}.
     *
     * @throws io.github.qwenvl4j.QwenVlException naming the field that is missing, senseless or not supported
     */
    ModelConfig config(JsonFields fields);

    /** @throws io.github.qwenvl4j.QwenVlException naming the file that is missing, damaged or of another model */
    Tokenizer tokenizer(Checkpoint checkpoint);

    /** @param weights of the checkpoint, which must outlive the parts */
    ModelParts open(Checkpoint checkpoint, Weights weights);

    /** The network alone, for weights without text. */
    VisionLanguageModel network(ModelConfig config, Weights weights);

    /** Whether its models look at pictures with as many pixels as {@link io.github.qwenvl4j.image.PixelBounds} say. */
    default boolean goesByPixelBounds() {
        return false;
    }

    /** Sizes that can be measured with random weights, by name. */
    Map<String, ModelConfig> sizes();

    /** Writes made-up files of a tokenizer that fits a configuration, for checkpoints of random weights. */
    void writeMadeUpVocabulary(ModelConfig config, Path directory);
}
