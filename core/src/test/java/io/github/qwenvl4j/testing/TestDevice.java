package io.github.qwenvl4j.testing;

import io.github.qwenvl4j.Device;

/** Where tests of LibTorch compute: on the CPU, or on the device that {@code -Dqwenvl.device=cuda} names. */
public final class TestDevice {

    public static final Device DEVICE = Device.of(System.getProperty("qwenvl.device", "cpu"));

    private TestDevice() {}
}
