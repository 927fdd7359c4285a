package io.github.qwenvl4j.weights;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import java.util.ServiceLoader;
import java.util.function.LongConsumer;

/** Opens weights for a device: for the processor here, for others by what the program has on its class path. */
public final class Devices {

    private Devices() {}

    /**
     * @param progress told the bytes of the checkpoint read so far
     * @throws QwenVlException of kind UNSUPPORTED where nothing computes on the device: what to add
     */
    public static OpenedWeights open(Device device, Checkpoint checkpoint, Precision precision, LongConsumer progress) {
        return device == Device.CPU
                ? new CheckpointWeights(checkpoint, precision, progress)
                : accelerator(device).open(checkpoint, precision, progress);
    }

    /** @throws QwenVlException of kind UNSUPPORTED where no module on the class path brings the device: what to add */
    public static Accelerator accelerator(Device device) {
        return ServiceLoader.load(Accelerator.class, Devices.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.device() == device)
                .findFirst()
                .orElseThrow(() -> new QwenVlException(
                        Kind.UNSUPPORTED,
                        "device " + device + ": needs the module qwenvl4j-torch with LibTorch for " + device
                                + " on the class path"));
    }
}
