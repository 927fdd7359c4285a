package io.github.qwenvl4j.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The caches of the same layer of several sequences.
 *
 * @param caches of the same kind and shape
 */
record LayerBatch(List<TorchLayerCache> caches) {

    /** Writes one position of each. @param both keys and, behind them, values, {@code [B, 2 G, d]} */
    void write(long[] at, Tensor both) {
        List<Tensor> stored = form().stored(both);
        for (int i = 0; i < stored.size(); i++) {
            int plane = i;
            torch.unbind_copy_out(all(cache -> plane(cache, plane).position(at[cache])), stored.get(i), 0);
        }
    }

    /** The first {@code count} positions of each, in a copy if there are several; anything behind the end of a cache. */
    KeysAndValues read(long count) {
        List<Tensor> stored = new ArrayList<>();
        for (int i = 0; i < caches.get(0).planes().size(); i++) {
            int plane = i;
            stored.add(
                    caches.size() == 1
                            ? plane(0, plane).positions(0, count).unsqueeze(0)
                            : torch.stack(all(cache -> plane(cache, plane).padded(count)), 0));
        }
        return KeysAndValues.of(form().read(stored));
    }

    private StoredForm form() {
        return caches.get(0).form();
    }

    private Plane plane(int cache, int plane) {
        return caches.get(cache).planes().get(plane);
    }

    private TensorVector all(IntFunction<Tensor> each) {
        Tensor[] tensors = new Tensor[caches.size()];
        for (int i = 0; i < tensors.length; i++) {
            tensors[i] = each.apply(i);
        }
        return new TensorVector(tensors);
    }
}
