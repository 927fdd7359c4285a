package io.github.qwenvl4j;

import java.util.Locale;

/** The format in which a cache stores keys and values. */
public enum KvCacheType {
    /** In the dtype that attention computes in: float32 or bfloat16. */
    COMPUTED,
    /**
     * int8 with one scale per head and position: half the memory of bfloat16, but each step must convert them back,
     * which takes time.
     */
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
