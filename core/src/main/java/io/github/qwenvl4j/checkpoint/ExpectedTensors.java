package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.memory.DType;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The names and shapes of the tensors of a checkpoint with a given configuration. Immutable. */
public final class ExpectedTensors {

    private final Map<String, List<Long>> shapes = new LinkedHashMap<>();
    private final Map<String, DType> types = new HashMap<>();
    private final Set<String> unused;
    private final Map<String, Long> parameters = new LinkedHashMap<>();

    /** @param parts the parts of the model that are counted separately, by name */
    public ExpectedTensors(Map<String, TensorList> parts) {
        this(parts, Set.of());
    }

    /** @param unused tensors that a checkpoint may have as well */
    public ExpectedTensors(Map<String, TensorList> parts, Set<String> unused) {
        this.unused = Set.copyOf(unused);
        parts.forEach((name, tensors) -> {
            shapes.putAll(tensors.shapes());
            types.putAll(tensors.types());
            parameters.put(name, tensors.parameters());
        });
    }

    /** Name -> shape; unmodifiable. */
    public Map<String, List<Long>> shapes() {
        return Collections.unmodifiableMap(shapes);
    }

    /** The required type of a tensor; empty if any floating-point type is allowed. */
    public Optional<DType> type(String name) {
        return Optional.ofNullable(types.get(name));
    }

    /**
     * Parameters of each part, by its name; a quantised weight counts in full, its scales, zeros and group indices do not.
     */
    public Map<String, Long> parametersOfParts() {
        return Collections.unmodifiableMap(parameters);
    }

    /** Parameters of the whole model. */
    public long parameters() {
        return parameters.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Checks that {@code found} are exactly these tensors; ignores known buffers.
     *
     * @throws QwenVlException starting with {@code where} and naming the first wrong tensors
     */
    public void requireIn(Path where, Map<String, TensorInfo> found) {
        Map<String, TensorInfo> used = new TreeMap<>(found);
        used.keySet().removeAll(unused);
        List<String> complaints = new TensorComparison(shapes, types, used).complaints();
        if (!complaints.isEmpty()) {
            throw new QwenVlException(Kind.CHECKPOINT, where + ": " + String.join("; ", complaints));
        }
    }
}
