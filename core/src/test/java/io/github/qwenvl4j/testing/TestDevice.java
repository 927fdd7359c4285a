package io.github.qwenvl4j.testing;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.tensor.ComputeDevice;
import org.bytedeco.pytorch.Tensor;

/** Where the golden tests compute: on the CPU, or on the device that {@code -Dqwenvl.device=cuda} names. */
public final class TestDevice {

    public static final Device DEVICE = Device.of(System.getProperty("qwenvl.device", "cpu"));

    private TestDevice() {}

    public static ComputeDevice compute() {
        return ComputeDevice.of(DEVICE);
    }

    /** The tensor on that device; belongs to the caller's scope. */
    public static Tensor place(Tensor x) {
        return compute().place(x);
    }
}
