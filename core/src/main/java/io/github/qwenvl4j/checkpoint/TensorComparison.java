package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.memory.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The differences between the tensors of a checkpoint and those that its configuration requires: missing, unexpected,
 * of the wrong shape or type.
 *
 * @param types tensors that must have exactly one type, and that type; all others must be floating-point
 */
record TensorComparison(Map<String, List<Long>> expected, Map<String, DType> types, Map<String, TensorInfo> found) {

    private static final int NAMED = 3;

    /** Constants that some versions of the reference implementation also saved; they are not used. */
    private static final Pattern BUFFERS = Pattern.compile(
            "transformer\\.(h\\.\\d+\\.attn\\.)?rotary_emb\\.inv_freq|transformer\\.h\\.\\d+\\.attn\\.(masked_)?bias");

    /** One phrase per kind of difference; empty if the checkpoint is complete. */
    List<String> complaints() {
        List<String> missing = new ArrayList<>();
        List<String> misshapen = new ArrayList<>();
        List<String> mistyped = new ArrayList<>();
        expected.forEach((name, shape) -> {
            TensorInfo info = found.get(name);
            if (info == null) {
                missing.add(name);
            } else if (!info.shape().equals(shape)) {
                misshapen.add(name + " " + info.shape() + " instead of " + shape);
            } else if (!hasExpectedType(info)) {
                mistyped.add(name + " " + info.dtype());
            }
        });
        List<String> complaints = new ArrayList<>();
        add(complaints, missing, "missing");
        add(complaints, misshapen, "misshapen");
        add(complaints, mistyped, "of the wrong type");
        add(complaints, surplus(), "surplus");
        return complaints;
    }

    private boolean hasExpectedType(TensorInfo info) {
        DType type = types.get(info.name());
        return type == null ? info.dtype().isFloating() : info.dtype() == type;
    }

    private List<String> surplus() {
        List<String> surplus = new ArrayList<>();
        for (String name : found.keySet()) {
            if (!expected.containsKey(name) && !BUFFERS.matcher(name).matches()) {
                surplus.add(Check.shown(name));
            }
        }
        return surplus;
    }

    private static void add(List<String> complaints, List<String> names, String fault) {
        if (!names.isEmpty()) {
            String rest = names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "";
            complaints.add((names.size() == 1 ? "tensor " : names.size() + " tensors ") + fault + ": "
                    + String.join(", ", names.subList(0, Math.min(NAMED, names.size()))) + rest);
        }
    }
}
