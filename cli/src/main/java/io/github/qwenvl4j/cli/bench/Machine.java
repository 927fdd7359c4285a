package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.tensor.NativeKernels;
import io.github.qwenvl4j.tensor.NativeOperators;
import io.github.qwenvl4j.tensor.NativeProbes;
import io.github.qwenvl4j.tensor.NativeProbes.Form;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The maximum rates of a device of this machine, measured in this process with all of LibTorch's threads; a model's figures are
 * fractions of them. The best of several short runs, to reduce the influence of other processes.
 *
 * @param readBandwidth of memory, bytes per second
 * @param limits of the unit that multiplies many rows by weights of a form, operations per second; empty without kernels
 * @param bfloat16Rate of LibTorch's matrix product of a prompt's size, floating point operations per second
 * @param float32Rate the same in float32
 * @param int8Rate the same of int8 by int8
 */
record Machine(
        double readBandwidth, Map<Form, Double> limits, double bfloat16Rate, double float32Rate, double int8Rate) {

    private static final long READ = 1L << 30; // bytes
    private static final long ROWS = 1024;
    private static final long INPUTS = 4096;
    private static final long OUTPUTS = 4096;
    private static final double PRODUCT = 2.0 * ROWS * INPUTS * OUTPUTS; // operations
    private static final int RUNS = 7;

    static Machine measure(ComputeDevice device) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            return new Machine(
                    readBandwidthNow(device),
                    limitsNow(device),
                    rate(device, torch.ScalarType.BFloat16),
                    rate(device, torch.ScalarType.Float),
                    wholeNumberRate(device));
        }
    }

    private static double readBandwidthNow(ComputeDevice device) {
        try (ReadProbe memory = new ReadProbe(device, READ)) {
            return IntStream.range(0, RUNS)
                    .mapToDouble(run -> memory.bandwidth())
                    .max()
                    .orElseThrow();
        }
    }

    private static Map<Form, Double> limitsNow(ComputeDevice device) {
        Map<Form, Double> limits = new EnumMap<>(Form.class);
        if (device == ComputeDevice.CPU && NativeKernels.inUse().isPresent()) {
            for (Form form : Form.values()) {
                limits.put(form, NativeProbes.operations(form));
            }
        }
        return limits;
    }

    /** The most that products of weights held so can reach: of the unit, or of LibTorch where it multiplies. */
    double limit(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> float32Rate;
            case BFLOAT16 -> limits.getOrDefault(Form.BFLOAT16, bfloat16Rate);
            case INT8 -> limits.getOrDefault(Form.INT8, bfloat16Rate);
            case INT4 -> limits.getOrDefault(Form.INT4, bfloat16Rate);
        };
    }

    private static double rate(ComputeDevice device, torch.ScalarType dtype) {
        try (PointerScope scope = new PointerScope()) {
            Tensor x = device.place(Tensors.to(torch.randn(ROWS, INPUTS), dtype));
            Tensor weight = device.place(Tensors.to(torch.randn(OUTPUTS, INPUTS), dtype));
            return PRODUCT / best(device, () -> torch.linear(x, weight));
        }
    }

    private static double wholeNumberRate(ComputeDevice device) {
        try (PointerScope scope = new PointerScope()) {
            Tensor x = device.place(Tensors.zeros(torch.ScalarType.Char, ROWS, INPUTS));
            Tensor weight = device.place(Tensors.zeros(torch.ScalarType.Char, OUTPUTS, INPUTS))
                    .t();
            return PRODUCT / best(device, () -> NativeOperators.int8MatrixProduct(x, weight));
        }
    }

    private static double best(ComputeDevice device, Runnable product) {
        return TimedWork.best(RUNS, () -> {
            product.run();
            device.await();
        });
    }
}
