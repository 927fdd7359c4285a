package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.memory.DType;
import java.util.List;

/**
 * The pickled values that have no Java counterpart; text, whole numbers, booleans, lists and dicts are {@code String},
 * {@code Long}, {@code Boolean}, {@code ArrayList} and {@code LinkedHashMap}.
 */
sealed interface PickleValue {

    /** Marker values. */
    enum Atom implements PickleValue {
        NONE,
        MARK,
        FLOAT
    }

    /** Not a record: a crafted pickle can nest tuples so deeply that equals or toString would not terminate. */
    final class Tuple implements PickleValue {
        private final List<Object> items;

        Tuple(List<Object> items) {
            this.items = List.copyOf(items);
        }

        List<Object> items() {
            return items;
        }
    }

    /** A zip entry {@code data/<key>} that holds {@code elements} values. */
    record Storage(DType dtype, String key, long elements) implements PickleValue {}

    /** A strided view of a storage; offset and strides in elements. */
    record View(Storage storage, long offset, List<Long> shape, List<Long> strides) implements PickleValue {}
}
