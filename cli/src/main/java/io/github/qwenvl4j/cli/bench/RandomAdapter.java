package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.adapter.Targets;
import io.github.qwenvl4j.cpu.CpuLinear;
import io.github.qwenvl4j.cpu.NativeLayer;
import io.github.qwenvl4j.cpu.WeightForm;
import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.model.ModelAdapter;
import io.github.qwenvl4j.nn.AdaptableWeights.Place;
import io.github.qwenvl4j.nn.AdaptableWeights.Use;
import io.github.qwenvl4j.nn.AdapterLayers;
import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.nn.LowRank;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An adapter of random numbers, in the type that a model computes in. */
final class RandomAdapter extends ModelAdapter implements AdapterLayers {

    private final DType dtype;
    private final RandomTensors random = new RandomTensors();
    private final List<Allocation> kept = new ArrayList<>();
    private final Map<String, LowRank> changes = new HashMap<>();

    /**
     * @param places of the network
     * @param blocks the beginning of the names of the language blocks: only these are changed
     */
    RandomAdapter(Map<String, Place> places, String blocks, Targets targets, int rank, DType dtype) {
        this.dtype = dtype;
        places.forEach((module, place) -> {
            if (place.use() == Use.LINEAR && module.startsWith(blocks) && targets.match(module)) {
                changes.put(module, new LowRank(layer(rank, place.inputs()), layer(place.outputs(), rank)));
            }
        });
    }

    private Linear layer(long outputs, long inputs) {
        Allocation memory = Allocation.of(dtype, outputs, inputs);
        kept.add(memory);
        Block weight = memory.block(dtype, outputs, inputs);
        random.fill(weight);
        WeightForm form = dtype == DType.F32 ? WeightForm.FLOAT32 : WeightForm.BFLOAT16;
        return new CpuLinear(
                List.of(new NativeLayer(form, outputs, inputs, weight, Optional.empty(), Optional.empty())));
    }

    @Override
    public Optional<LowRank> change(String module) {
        return Optional.ofNullable(changes.get(module));
    }

    @Override
    public long salt() {
        return 1;
    }

    @Override
    public boolean changesPictures() {
        return false;
    }

    @Override
    protected void free() {
        random.close();
        kept.forEach(Allocation::close);
    }
}
