package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.nn.AdaptedLinear;
import io.github.qwenvl4j.nn.AdapterLayers;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LowRank;
import io.github.qwenvl4j.testing.TestBlocks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An adapter that changes some layers at random. */
class RandomChanges implements AdapterLayers {

    private final Map<String, LowRank> changes = new HashMap<>();
    private final RandomLayers layers;
    private final WeightForm form;
    private final int rank;

    RandomChanges(DType computed, int rank, TestBlocks memory, Numerals random) {
        this.form = computed == DType.F32 ? WeightForm.FLOAT32 : WeightForm.BFLOAT16;
        this.layers = new RandomLayers(memory, random);
        this.rank = rank;
    }

    void change(AdaptedLinear.Part part, long inputs) {
        changes.put(
                part.module(),
                new LowRank(layer(rank, Math.toIntExact(inputs)), layer(Math.toIntExact(part.outputs()), rank)));
    }

    private Linear layer(int outputs, int inputs) {
        return new CpuLinear(List.of(layers.layer(form, outputs, inputs, false).layer()));
    }

    @Override
    public Optional<LowRank> change(String module) {
        return Optional.ofNullable(changes.get(module));
    }
}
