package io.github.qwenvl4j.tensor;

import io.github.qwenvl4j.KvCacheType;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where tensors come from, and what they are computed with. Results of a thread belong to its innermost scope. Thread-safe;
 * owns what it keeps until closed.
 */
public interface Backend extends AutoCloseable {

    /** A copy of these numbers. */
    Tensor tensor(float[] values, long... shape);

    /** Rows one behind the other; a single tensor is returned as it is. */
    Tensor concatenate(List<Tensor> parts);

    /** The keys and values of a layer, without capacity; the caller closes it. @param heads that have keys, G */
    LayerCache newLayerCache(KvCacheType type, long heads, long headDim);

    /**
     * Evaluates in a scope of its own, whose other tensors are freed at once, also if it throws.
     *
     * @return the result, which belongs to the scope around
     */
    Tensor scoped(Supplier<Tensor> body);

    /**
     * The same for a step of inference: without gradients, and nothing but plain Java comes out of it.
     */
    <T> T infer(Supplier<T> body);

    @Override
    void close();
}
