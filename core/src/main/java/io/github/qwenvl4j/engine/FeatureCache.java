package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.model.PictureFeatures;
import io.github.qwenvl4j.model.PlacedFeatures;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.model.VisionTask;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Features by picture content, so that a picture is encoded once however often it is asked about. Pictures are encoded a
 * block of the vision tower at a time, so that answers go on meanwhile. Keeps the most recently used features up to a
 * number of bytes, and those that somebody waits for. For the model's thread.
 */
final class FeatureCache implements AutoCloseable {

    /** A picture that is being encoded. */
    private record Work(String hash, VisionTask task) {}

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
    boolean have(Collection<Prompt.Placed> pictures) {
        return pictures.stream()
                .allMatch(placed -> features.containsKey(placed.picture().hash()));
    }

    /** Features of pictures that it {@linkplain #have has}; the caller closes them. */
    List<PlacedFeatures> of(List<Prompt.Placed> pictures) {
        return pictures.stream()
                .map(placed -> new PlacedFeatures(
                        placed.firstRow(),
                        placed.picture().rows(),
                        features.get(placed.picture().hash()).share()))
                .toList();
    }

    /**
     * Does the next piece of work for pictures that are waited for, if there is any.
     *
     * @param wanted in order
     */
    void advance(List<SeenPicture> wanted) {
        Set<String> hashes = wanted.stream().map(SeenPicture::hash).collect(Collectors.toSet());
        if (work.isPresent() && !hashes.contains(work.get().hash)) {
            stop();
        }
        if (work.isEmpty()) {
            wanted.stream()
                    .filter(picture -> !features.containsKey(picture.hash()))
                    .findFirst()
                    .ifPresent(picture -> work = Optional.of(new Work(picture.hash(), model.begin(picture))));
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

    private void keep(Work done) {
        PictureFeatures encoded = done.task.features();
        features.put(done.hash, encoded);
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
