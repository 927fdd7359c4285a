package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.weights.Accelerator;
import io.github.qwenvl4j.weights.Devices;

/**
 * Reads memory of a device, more than any cache holds. The speed of a shared machine changes from second to second, so it is
 * measured immediately before and after what it is compared with.
 */
interface ReadProbe extends AutoCloseable {

    long LEAST_OF_GPU = 1L << 30; // bytes: one pass must take far longer than asking for it

    /** Bytes per second of one pass with all compute threads, or of the best of several passes on a GPU. */
    double bandwidth();

    @Override
    default void close() {}

    /** @param bytes much larger than any cache of the processor */
    static ReadProbe of(Device device, long bytes) {
        if (device == Device.CPU) {
            return new CpuReadProbe(bytes);
        }
        Accelerator accelerator = Devices.accelerator(device);
        return () -> accelerator.readBandwidth(Math.max(bytes, LEAST_OF_GPU));
    }
}
