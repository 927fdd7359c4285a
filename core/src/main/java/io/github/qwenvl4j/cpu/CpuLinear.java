package io.github.qwenvl4j.cpu;

import io.github.qwenvl4j.nn.Linear;
import io.github.qwenvl4j.tensor.Tensor;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;

/** A linear layer, or several with the same input whose outputs follow each other. Weights must outlive it. */
public final class CpuLinear implements Linear {

    private static final int MOST = 3; // layers, see products.h

    private final List<NativeLayer> layers;
    private final long outputs;
    private final Longs described;

    public CpuLinear(List<NativeLayer> layers) {
        this.layers = List.copyOf(layers);
        long all = 0;
        boolean same = layers.size() <= MOST;
        long[] numbers = new long[layers.size() * NativeLayer.NUMBERS];
        for (int i = 0; i < layers.size(); i++) {
            NativeLayer layer = layers.get(i);
            all += layer.outputs();
            same &= layer.inputs() == layers.get(0).inputs();
            System.arraycopy(layer.described(), 0, numbers, i * NativeLayer.NUMBERS, NativeLayer.NUMBERS);
        }
        if (!same) {
            throw new IllegalArgumentException("at most " + MOST + " layers are stacked, of the same inputs");
        }
        this.outputs = all;
        this.described = new Longs(numbers);
    }

    /** What the layer is made of, in order. */
    List<NativeLayer> layers() {
        return layers;
    }

    @Override
    public Tensor forward(Tensor x) {
        return multiply((CpuTensor) x);
    }

    static CpuTensor product(CpuTensor x, NativeLayer layer) {
        return new CpuLinear(List.of(layer)).multiply(x);
    }

    private CpuTensor multiply(CpuTensor given) {
        CpuTensor x = given.dense();
        long inputs = layers.get(0).inputs();
        if (x.shape().length != 2 || x.size(1) != inputs) {
            throw new IllegalArgumentException(
                    "a layer of " + inputs + " inputs cannot take " + Arrays.toString(x.shape()));
        }
        CpuTensor y = x.backend().empty(x.size(0), outputs);
        NativeKernels.requireMemory(
                NativeLinear.run(described.address(), layers.size(), x.address(), x.size(0), y.address()));
        Reference.reachabilityFence(this); // native code has read what describes it
        return y;
    }
}
