package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.image.Preprocessor;
import io.github.qwenvl4j.model.QwenVlModel;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import io.github.qwenvl4j.vision.VisionTask;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Features by picture content, so that a picture is encoded once however often it is asked about. Pictures are encoded a
 * block of the vision tower at a time, so that answers go on meanwhile. Keeps the most recently used features up to a
 * number of bytes, and those that somebody waits for. Owns their native memory until closed; for the model's thread.
 */
final class PictureFeatures implements AutoCloseable {

    /** A picture that is being encoded. */
    private record Work(String hash, VisionTask task) {}

    private final QwenVlModel model;
    private final long maxBytes;
    private final Map<String, Tensor> features = new LinkedHashMap<>(16, 0.75f, true);
    private Optional<Work> work = Optional.empty();
    private long bytes;

    PictureFeatures(QwenVlModel model, long maxBytes) {
        this.model = model;
        this.maxBytes = maxBytes;
    }

    /** Whether all pictures of a prompt have been encoded. */
    boolean have(Collection<PromptPicture> pictures) {
        return pictures.stream().allMatch(picture -> features.containsKey(picture.hash()));
    }

    /**
     * Features {@code [pictures * Q, D]} of pictures that it {@linkplain #have has}; the caller closes them. Null for none.
     */
    Tensor of(List<PromptPicture> pictures) {
        if (pictures.isEmpty()) {
            return null;
        }
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> parts = pictures.stream()
                    .map(picture -> features.get(picture.hash()))
                    .toList();
            Tensor all = Tensors.cat(parts, 0);
            return Scopes.retain(
                    parts.size() == 1 ? all.clone() : all); // what is kept here may be evicted under its reader
        }
    }

    /**
     * Does the next piece of work for pictures that are waited for, if there is any.
     *
     * @param wanted in order
     */
    void advance(List<PromptPicture> wanted) {
        Set<String> hashes = wanted.stream().map(PromptPicture::hash).collect(Collectors.toSet());
        if (work.isPresent() && !hashes.contains(work.get().hash)) {
            stop();
        }
        if (work.isEmpty()) {
            wanted.stream()
                    .filter(picture -> !features.containsKey(picture.hash()))
                    .findFirst()
                    .ifPresent(this::begin);
        } else if (work.get().task.advance()) {
            keep(work.get());
            stop();
        }
        evict(hashes);
    }

    /** The picture that is being encoded: the one at fault when {@link #advance} fails. It is given up. */
    Optional<String> abandon() {
        Optional<String> hash = work.map(Work::hash);
        stop();
        return hash;
    }

    private void begin(PromptPicture picture) {
        int size = model.config().vision().imageSize();
        Tensor pixels = Tensors.floats(Preprocessor.normalize(picture.pixels(), size), 1, 3, size, size);
        work = Optional.of(new Work(picture.hash(), model.beginVision(pixels)));
    }

    private void keep(Work done) {
        Tensor tensor = Scopes.retain(done.task.features().select(0, 0).clone());
        features.put(done.hash, tensor);
        bytes += tensor.nbytes();
    }

    private void stop() {
        work.ifPresent(begun -> begun.task.close());
        work = Optional.empty();
    }

    private void evict(Set<String> wanted) {
        Iterator<Map.Entry<String, Tensor>> oldest = features.entrySet().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            Map.Entry<String, Tensor> entry = oldest.next();
            if (!wanted.contains(entry.getKey())) {
                try (Tensor tensor = entry.getValue()) {
                    bytes -= tensor.nbytes();
                    oldest.remove();
                }
            }
        }
    }

    @Override
    public void close() {
        stop();
        features.values().forEach(Tensor::close);
        features.clear();
    }
}
