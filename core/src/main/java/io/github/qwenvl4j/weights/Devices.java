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

    /** Opens weights for another device than the processor: a service. */
    public interface Opener {

        Device device();

        /** @throws QwenVlException of kind UNSUPPORTED where the device is not there */
        OpenedWeights open(Checkpoint checkpoint, Precision precision, LongConsumer progress);
    }

    private Devices() {}

    /**
     * @param progress told the bytes of the checkpoint read so far
     * @throws QwenVlException of kind UNSUPPORTED where nothing computes on the device: what to add
     */
    public static OpenedWeights open(Device device, Checkpoint checkpoint, Precision precision, LongConsumer progress) {
        if (device == Device.CPU) {
            return new CheckpointWeights(checkpoint, precision, progress);
        }
        return ServiceLoader.load(Opener.class, Devices.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(opener -> opener.device() == device)
                .findFirst()
                .orElseThrow(() -> new QwenVlException(
                        Kind.UNSUPPORTED,
                        "device " + device + ": needs the module qwenvl4j-torch with LibTorch for " + device
                                + " on the class path"))
                .open(checkpoint, precision, progress);
    }
}
