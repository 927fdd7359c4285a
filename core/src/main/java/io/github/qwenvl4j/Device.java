package io.github.qwenvl4j;

import java.util.Locale;

/** Where a model computes. */
public enum Device {
    CPU,
    /** An NVIDIA GPU; needs a LibTorch built for CUDA. */
    CUDA;

    /** @param name {@code cpu} or {@code cuda} */
    public static Device of(String name) {
        for (Device device : values()) {
            if (device.toString().equals(name)) {
                return device;
            }
        }
        throw new QwenVlException("unknown device '" + name + "': use cpu or cuda");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
