package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.cpu.NativeProbes;
import io.github.qwenvl4j.cpu.WeightForm;
import io.github.qwenvl4j.weights.Accelerator;
import io.github.qwenvl4j.weights.Devices;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The maximum rates of this machine, measured in this process with all compute threads; a model's figures are fractions of them.
 * The best of several short runs, to reduce the influence of other processes.
 *
 * @param readBandwidth of memory, bytes per second
 * @param limits of the unit that multiplies many rows by weights of a form, operations per second
 */
record Machine(double readBandwidth, Map<WeightForm, Double> limits) {

    private static final long READ = 1L << 30; // bytes
    private static final int RUNS = 7;

    /** @param device of which the rates are */
    static Machine measure(Device device) {
        return device == Device.CPU
                ? new Machine(readBandwidthNow(), limitsNow())
                : measure(Devices.accelerator(device));
    }

    private static Machine measure(Accelerator device) {
        Map<WeightForm, Double> limits = new EnumMap<>(WeightForm.class);
        limits.put(WeightForm.FLOAT32, device.operations(Precision.FLOAT32));
        limits.put(WeightForm.BFLOAT16, device.operations(Precision.BFLOAT16));
        return new Machine(device.readBandwidth(READ), limits);
    }

    private static double readBandwidthNow() {
        try (ReadProbe memory = ReadProbe.of(Device.CPU, READ)) {
            return IntStream.range(0, RUNS)
                    .mapToDouble(run -> memory.bandwidth())
                    .max()
                    .orElseThrow();
        }
    }

    private static Map<WeightForm, Double> limitsNow() {
        Map<WeightForm, Double> limits = new EnumMap<>(WeightForm.class);
        for (WeightForm form : WeightForm.values()) {
            limits.put(form, NativeProbes.operations(form));
        }
        return limits;
    }

    /** The most that products of weights held so can reach. */
    double limit(Precision precision) {
        return limits.get(WeightForm.valueOf(precision.name()));
    }
}
