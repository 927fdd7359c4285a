package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.attention.KvCache;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * One row of each of some sequences, as in decoding, which attend in one product.
 *
 * @param width positions of every cache that are read: all of the longest sequence
 * @param mask {@code [B, 1, 1, width]}: minus infinity behind the row of a sequence; absent if all are as long as the longest
 */
record SingleRows(List<KvCache> caches, long width, Optional<Tensor> mask) implements StepRun {

    static SingleRows of(TorchBackend backend, List<KvCache> caches) {
        int[] seen = caches.stream().mapToInt(cache -> cache.length() + 1).toArray();
        int longest = Arrays.stream(seen).max().orElseThrow();
        if (Arrays.stream(seen).allMatch(each -> each == longest)) {
            return new SingleRows(caches, longest, Optional.empty());
        }
        long width = ChunkRun.wide(longest);
        Tensor hidden = backend.device().counting(width).ge(backend.longs(seen).unsqueeze(1)); // [B, width]
        Tensor mask = backend.device()
                .full(backend.compute(), 0, seen.length, width)
                .masked_fill_(hidden, new Scalar(Double.NEGATIVE_INFINITY));
        return new SingleRows(caches, width, Optional.of(mask.view(seen.length, 1, 1, width)));
    }

    @Override
    public long rows() {
        return caches.size();
    }

    @Override
    public Tensor attend(int layer, Tensor q, Tensor both) {
        LayerBatch layers = new LayerBatch(caches.stream()
                .map(cache -> (TorchLayerCache) cache.layer(layer))
                .toList());
        layers.write(caches.stream().mapToLong(KvCache::length).toArray(), both);
        return Attention.single(q, layers.read(width), mask);
    }
}
