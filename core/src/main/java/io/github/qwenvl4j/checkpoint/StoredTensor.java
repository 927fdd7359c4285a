package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The position of a tensor in its file. The file's reader has checked that it is within the file.
 *
 * @param offset position of the first element in bytes
 * @param span bytes from the first element to the end of the last
 * @param strides in elements, one per size
 */
record StoredTensor(TensorInfo info, long offset, long span, List<Long> strides) {

    private static final int CHUNK = 1 << 20; // bytes

    /** A contiguous tensor in row-major order. */
    static StoredTensor contiguous(TensorInfo info, long offset) {
        return new StoredTensor(info, offset, info.bytes(), rowMajor(info.shape()));
    }

    private static List<Long> rowMajor(List<Long> shape) {
        List<Long> strides = new ArrayList<>();
        long stride = 1;
        for (int i = shape.size() - 1; i >= 0; i--) {
            strides.add(stride);
            stride *= Math.max(1, shape.get(i));
        }
        Collections.reverse(strides);
        return strides;
    }

    /** The same tensor under another name. */
    StoredTensor named(String name) {
        return new StoredTensor(new TensorInfo(name, info.dtype(), info.shape(), info.file()), offset, span, strides);
    }

    /** Whether its elements lie in the file as {@link Block} has them: row by row, none across a multiple of its size. */
    boolean readable() {
        boolean rowMajor = info.elements() <= 1 || strides.equals(rowMajor(info.shape()));
        return rowMajor && offset % info.dtype().bytes() == 0;
    }

    /** A view of the mapped file. @param file as bytes */
    Block view(Block file) {
        return file.rows(offset, info.bytes()).as(info.dtype(), sizes());
    }

    /** A copy of what is not {@link #readable}; the caller closes it. */
    Allocation copy(Block file) {
        Allocation copy = new Allocation(Math.max(1, info.bytes()));
        Output out = new Output(file.rows(offset, span), copy.block(info.dtype(), sizes()));
        out.copy(0, 0);
        out.flush();
        return copy;
    }

    long[] sizes() {
        long[] sizes = new long[info.shape().size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = info.shape().get(i);
        }
        return sizes;
    }

    /** Writes elements one behind the other. */
    private final class Output {

        private final Block from;
        private final Block to;
        private final int width = info.dtype().bytes();
        private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        private long written;

        Output(Block from, Block to) {
            this.from = from;
            this.to = to;
        }

        /** Elements of the dimensions from {@code dimension} on. @param at element of the first */
        void copy(int dimension, long at) {
            if (info.elements() == 0) {
                return;
            }
            if (dimension == info.shape().size()) {
                put(at);
                return;
            }
            for (long i = 0; i < info.shape().get(dimension); i++) {
                copy(dimension + 1, at + i * strides.get(dimension));
            }
        }

        private void put(long element) {
            chunk.put(from.bytes(element * width, width));
            if (!chunk.hasRemaining()) {
                flush();
            }
        }

        void flush() {
            chunk.flip();
            int count = chunk.remaining();
            to.bytes(written, count).put(chunk);
            written += count;
            chunk.clear();
        }
    }
}
