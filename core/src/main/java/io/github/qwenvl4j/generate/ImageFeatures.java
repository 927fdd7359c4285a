package io.github.qwenvl4j.generate;

import io.github.qwenvl4j.image.Preprocessor;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.QwenVlModel;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Image features by picture content, so that a picture is encoded once however often it is asked about. Keeps the most
 * recently used ones up to a number of bytes. Owns their native memory until closed; thread-safe.
 */
public final class ImageFeatures implements AutoCloseable {

    private static final int BATCH = 8; // pictures that go through the vision tower together

    private final QwenVlModel model;
    private final long maxBytes;
    private final LinkedHashMap<String, Tensor> features = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    public ImageFeatures(QwenVlModel model, long maxBytes) {
        this.model = model;
        this.maxBytes = maxBytes;
    }

    /**
     * Features of pictures, computed where they are not held; different new pictures go through the vision tower together.
     *
     * @return {@code [images.size() * Q, D]} float32, owned by the caller's scope
     */
    public synchronized Tensor of(List<RgbImage> images) {
        return Scopes.scoped(() -> {
            Map<String, RgbImage> missing = new LinkedHashMap<>();
            images.stream()
                    .filter(image -> !features.containsKey(image.contentHash()))
                    .forEach(image -> missing.put(image.contentHash(), image));
            encode(new ArrayList<>(missing.values()));
            Tensor all = Tensors.cat(
                    images.stream()
                            .map(image -> features.get(image.contentHash()))
                            .toList(),
                    0);
            Tensor result = images.size() == 1 ? all.clone() : all; // a cached tensor may be evicted under its reader
            evict();
            return result;
        });
    }

    private void encode(List<RgbImage> images) {
        for (int start = 0; start < images.size(); start += BATCH) {
            List<RgbImage> batch = images.subList(start, Math.min(start + BATCH, images.size()));
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                Tensor encoded = model.encode(pixels(batch)); // [B, Q, D]
                for (int i = 0; i < batch.size(); i++) {
                    put(batch.get(i).contentHash(), encoded.select(0, i).clone());
                }
            }
        }
    }

    /** Normalised pixels {@code [B, 3, S, S]}. */
    private Tensor pixels(Collection<RgbImage> images) {
        int size = model.config().vision().imageSize();
        List<Tensor> tensors = images.stream()
                .map(image -> Tensors.floats(
                        Preprocessor.normalize(Preprocessor.resize(image, size), size), 1, 3, size, size))
                .toList();
        return Tensors.cat(tensors, 0);
    }

    private void put(String key, Tensor tensor) {
        features.put(key, Scopes.retain(tensor));
        bytes += tensor.nbytes();
    }

    private void evict() {
        var oldest = features.values().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            try (Tensor tensor = oldest.next()) {
                bytes -= tensor.nbytes();
                oldest.remove();
            }
        }
    }

    @Override
    public synchronized void close() {
        features.values().forEach(Tensor::close);
        features.clear();
        bytes = 0;
    }
}
