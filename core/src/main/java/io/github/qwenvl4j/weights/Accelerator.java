package io.github.qwenvl4j.weights;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import java.util.function.LongConsumer;

/**
 * A device besides the processor: a service, which a module brings. Each method throws {@link QwenVlException} of kind
 * UNSUPPORTED where this machine has no such device.
 */
public interface Accelerator {

    Device device();

    /** @param progress told the bytes of the checkpoint read so far */
    OpenedWeights open(Checkpoint checkpoint, Precision precision, LongConsumer progress);

    /** Measured: bytes per second at which {@code bytes} of the device's memory are read. */
    double readBandwidth(long bytes);

    /** Measured: operations per second (two for a weight and an activation) of a large product in float32 or bfloat16. */
    double operations(Precision precision);
}
