package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.weights.Devices;
import io.github.qwenvl4j.weights.OpenedWeights;
import java.util.function.LongConsumer;

/** Opens weights on an NVIDIA GPU. */
public final class CudaOpener implements Devices.Opener {

    @Override
    public Device device() {
        return Device.CUDA;
    }

    @Override
    public OpenedWeights open(Checkpoint checkpoint, Precision precision, LongConsumer progress) {
        return new TorchWeights(checkpoint, precision, TorchDevice.of(Device.CUDA), progress);
    }
}
