package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.model.PictureFeatures;
import io.github.qwenvl4j.model.PlacedFeatures;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.model.VisionTask;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Features by what is seen, so that a picture is encoded once however often it is asked about. Pictures are encoded a
 * block of the vision tower at a time, so that answers go on meanwhile. Keeps the most recently used features up to a
 * number of bytes, and those that somebody waits for. For the model's thread.
 */
final class FeatureCache implements AutoCloseable {

    /** A picture that is being encoded. */
    private record Work(String key, VisionTask task) {}

    private final VisionLanguageModel model;
    private final long maxBytes;
    private final Map<String, PictureFeatures> features = new LinkedHashMap<>(16, 0.75f, true);
    private Optional<Work> work = Optional.empty();
    private long bytes;

    FeatureCache(VisionLanguageModel model, long maxBytes) {
        this.model = model;
        this.maxBytes = maxBytes;
    }

    /** Whether all pictures of a prompt have been encoded. */
    boolean have(Collection<PictureView> pictures) {
        for (PictureView view : pictures) {
            if (!features.containsKey(view.key())) {
                return false;
            }
        }
        return true;
    }

    /** Features of pictures that it {@linkplain #have has}; the caller closes them. */
    List<PlacedFeatures> of(List<PictureView> pictures) {
        List<PlacedFeatures> placed = new ArrayList<>();
        for (PictureView view : pictures) {
            placed.add(new PlacedFeatures(
                    view.placed().firstRow(),
                    view.placed().picture().rows(),
                    features.get(view.key()).share()));
        }
        return placed;
    }

    /**
     * Does the next piece of work for pictures that are waited for, if there is any.
     *
     * @param wanted in order
     */
    void advance(List<PictureView> wanted) {
        Set<String> keys = new HashSet<>();
        for (PictureView view : wanted) {
            keys.add(view.key());
        }
        if (work.isPresent() && !keys.contains(work.get().key)) {
            stop();
        }
        if (work.isEmpty()) {
            wanted.stream()
                    .filter(view -> !features.containsKey(view.key()))
                    .findFirst()
                    .ifPresent(view -> work = Optional.of(new Work(view.key(), view.begin(model))));
        } else if (work.get().task.advance()) {
            keep(work.get());
            stop();
        }
        evict(keys);
    }

    /** The key of the picture that is being encoded: the one at fault when {@link #advance} fails. It is given up. */
    Optional<String> abandon() {
        Optional<String> key = work.map(Work::key);
        stop();
        return key;
    }

    private void keep(Work done) {
        PictureFeatures encoded = done.task.features();
        features.put(done.key, encoded);
        bytes += encoded.bytes();
    }

    private void stop() {
        work.ifPresent(begun -> begun.task.close());
        work = Optional.empty();
    }

    private void evict(Set<String> wanted) {
        Iterator<Map.Entry<String, PictureFeatures>> oldest =
                features.entrySet().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            Map.Entry<String, PictureFeatures> entry = oldest.next();
            if (!wanted.contains(entry.getKey())) {
                bytes -= entry.getValue().bytes();
                entry.getValue().close();
                oldest.remove();
            }
        }
    }

    @Override
    public void close() {
        stop();
        features.values().forEach(PictureFeatures::close);
        features.clear();
    }
}
