package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.PickleValue.Storage;
import io.github.qwenvl4j.checkpoint.PickleValue.Tuple;
import io.github.qwenvl4j.checkpoint.PickleValue.View;
import io.github.qwenvl4j.memory.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** The effect of the allowed names when a pickle calls them: they only describe tensors. */
final class PickleCalls {

    private PickleCalls() {}

    static Object call(Object callable, Object arguments) {
        if (!(callable instanceof PickleGlobal global) || !(arguments instanceof Tuple tuple)) {
            throw new QwenVlException("the pickle calls something that is not a name");
        }
        List<Object> items = tuple.items();
        return switch (global) {
            case ORDERED_DICT -> emptyDict(items);
            case REBUILD_TENSOR -> view(items);
            case REBUILD_PARAMETER -> argument(items, 0, View.class);
            default -> throw new QwenVlException("the pickle calls a storage type");
        };
    }

    /** The storage named by a persistent id: ('storage', type, key, location, elements). */
    static Storage storage(Object persistentId) {
        List<Object> items = persistentId instanceof Tuple tuple ? tuple.items() : List.of();
        if (!argument(items, 0, String.class).equals("storage")) {
            throw new QwenVlException("the pickle refers to something that is not a storage");
        }
        DType dtype = argument(items, 1, PickleGlobal.class)
                .dtype()
                .orElseThrow(() -> new QwenVlException("the pickle has a storage of an unknown type"));
        return new Storage(dtype, argument(items, 2, String.class), argument(items, 4, Long.class));
    }

    private static Object emptyDict(List<Object> items) {
        if (!items.isEmpty()) {
            throw new QwenVlException("the pickle builds an OrderedDict from arguments");
        }
        return new LinkedHashMap<String, Object>();
    }

    private static View view(List<Object> items) {
        return new View(
                argument(items, 0, Storage.class),
                argument(items, 1, Long.class),
                numbers(argument(items, 2, Tuple.class)),
                numbers(argument(items, 3, Tuple.class)));
    }

    private static List<Long> numbers(Tuple tuple) {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < tuple.items().size(); i++) {
            numbers.add(argument(tuple.items(), i, Long.class));
        }
        return numbers;
    }

    private static <T> T argument(List<Object> items, int index, Class<T> type) {
        if (index >= items.size() || !type.isInstance(items.get(index))) {
            throw new QwenVlException("the pickle describes a tensor with invalid arguments");
        }
        return type.cast(items.get(index));
    }
}
