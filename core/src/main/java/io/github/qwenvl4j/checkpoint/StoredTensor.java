package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.tensor.Scopes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The position of a tensor in its file. The file's reader has checked that it is within the file.
 *
 * @param offset position of the first element in bytes
 * @param span bytes from the first element to the end of the last
 * @param strides in elements, one per size
 */
record StoredTensor(TensorInfo info, long offset, long span, List<Long> strides) {

    /** A contiguous tensor in row-major order. */
    static StoredTensor contiguous(TensorInfo info, long offset) {
        List<Long> strides = new ArrayList<>();
        long stride = 1;
        for (int i = info.shape().size() - 1; i >= 0; i--) {
            strides.add(stride);
            stride *= Math.max(1, info.shape().get(i));
        }
        Collections.reverse(strides);
        return new StoredTensor(info, offset, info.bytes(), strides);
    }

    /** The same tensor under another name. */
    StoredTensor named(String name) {
        return new StoredTensor(new TensorInfo(name, info.dtype(), info.shape(), info.file()), offset, span, strides);
    }

    /** A view of the mapped file, or a copy if its elements are not aligned as LibTorch requires. */
    Tensor view(Tensor file) {
        return Scopes.scoped(() -> {
            Tensor bytes = file.narrow(0, offset, span);
            Tensor aligned = offset % info.dtype().bytes() == 0 ? bytes : bytes.clone();
            return aligned.view(info.dtype().scalarType()).as_strided(sizes(info.shape()), sizes(strides));
        });
    }

    private static long[] sizes(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
