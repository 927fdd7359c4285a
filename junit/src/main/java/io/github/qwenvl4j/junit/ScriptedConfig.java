package io.github.qwenvl4j.junit;

import io.github.qwenvl4j.checkpoint.ExpectedTensors;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.checkpoint.ModelCost;
import io.github.qwenvl4j.checkpoint.ModelShape;
import io.github.qwenvl4j.checkpoint.QuantizationConfig;
import io.github.qwenvl4j.checkpoint.TensorList;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The configuration of a scripted model, which has no fields. */
record ScriptedConfig() implements ModelConfig, ModelCost {

    @Override
    public String modelType() {
        return ScriptedFamily.MODEL_TYPE;
    }

    @Override
    public String architecture() {
        return ScriptedFamily.MODEL_TYPE;
    }

    @Override
    public ModelShape shape() {
        return new ModelShape(8, 1, 1, 1, 8, ScriptedTokenizer.SIZE, ScriptedNetwork.POSITIONS, 1, OptionalInt.empty());
    }

    @Override
    public ExpectedTensors tensors() {
        TensorList list = new TensorList(blocks(), Optional.empty());
        list.tensor("unused", 2);
        return new ExpectedTensors(Map.of("all", list));
    }

    @Override
    public String blocks() {
        return "blocks.";
    }

    @Override
    public Optional<QuantizationConfig> quantization() {
        return Optional.empty();
    }

    @Override
    public ModelConfig withQuantization(QuantizationConfig value) {
        return this;
    }

    @Override
    public ModelConfig withoutQuantization() {
        return this;
    }

    @Override
    public ModelCost cost() {
        return this;
    }

    @Override
    public double prefill(long rows) {
        return rows;
    }

    @Override
    public double vision(int width, int height) {
        return 1;
    }

    @Override
    public List<String> describe() {
        return List.of("language    a script");
    }

    @Override
    public void write(Path configJson) {
        throw new UnsupportedOperationException("a scripted model is not written");
    }
}
