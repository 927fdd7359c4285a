package io.github.qwenvl4j.attention;

import io.github.qwenvl4j.QwenVlException;
import java.util.Locale;

/** How a cache holds keys and values. */
public enum KvCacheType {
    /** As attention computes them: float32 or bfloat16. */
    COMPUTED,
    /** Half of bfloat16, each head of a position with a scale; widened at every step, which takes time. */
    INT8;

    /** @param name {@code computed} or {@code int8} */
    public static KvCacheType of(String name) {
        for (KvCacheType type : values()) {
            if (type.toString().equals(name)) {
                return type;
            }
        }
        throw new QwenVlException("unknown kv-cache '" + name + "': use computed or int8");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
