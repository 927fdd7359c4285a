package io.github.qwenvl4j.model;

import com.sun.management.OperatingSystemMXBean;
import io.github.qwenvl4j.QwenVlException;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.bytedeco.pytorch.global.torch;

/** What linear layers hold their weights in and compute in. Norms, attention and sums are float32 in every precision. */
public enum Precision {
    FLOAT32(torch.ScalarType.Float),
    BFLOAT16(torch.ScalarType.BFloat16);

    private final torch.ScalarType dtype;

    Precision(torch.ScalarType dtype) {
        this.dtype = dtype;
    }

    torch.ScalarType dtype() {
        return dtype;
    }

    /** @param name {@code float32} or {@code bfloat16} */
    public static Precision of(String name) {
        for (Precision precision : values()) {
            if (precision.toString().equals(name)) {
                return precision;
            }
        }
        throw new QwenVlException("unknown dtype '" + name + "': use float32 or bfloat16");
    }

    /**
     * The precision of a checkpoint of {@code bytes} when nobody asks for one: float32 while twice its size (the weights
     * as float32) stays below a quarter of this machine's memory, bfloat16 above.
     */
    public static Precision forSize(long bytes) {
        long memory =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return 2 * bytes < memory / 4 ? FLOAT32 : BFLOAT16;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
