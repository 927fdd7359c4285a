package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.weights.Accelerator;
import io.github.qwenvl4j.weights.OpenedWeights;
import java.util.function.LongConsumer;

/** An NVIDIA GPU. */
public final class Cuda implements Accelerator {

    @Override
    public Device device() {
        return Device.CUDA;
    }

    @Override
    public OpenedWeights open(Checkpoint checkpoint, Precision precision, LongConsumer progress) {
        return new TorchWeights(checkpoint, precision, TorchDevice.of(Device.CUDA), progress);
    }

    @Override
    public double readBandwidth(long bytes) {
        return TorchProbes.readBandwidth(TorchDevice.of(Device.CUDA), bytes);
    }

    @Override
    public double operations(Precision precision) {
        return TorchProbes.operations(TorchDevice.of(Device.CUDA), precision == Precision.BFLOAT16);
    }
}
