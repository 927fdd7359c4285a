package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.model.ModelAdapter;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.model.VisionTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A picture of a prompt as it is seen.
 *
 * @param adapter through which, where that changes pictures; absent: as the base model and all other adapters see it
 */
record PictureView(Prompt.Placed placed, Optional<ModelAdapter> adapter) {

    static List<PictureView> of(Prompt prompt) {
        Optional<ModelAdapter> adapter = prompt.adapter().filter(ModelAdapter::changesPictures);
        List<PictureView> views = new ArrayList<>();
        for (Prompt.Placed placed : prompt.pictures()) {
            views.add(new PictureView(placed, adapter));
        }
        return views;
    }

    /** Equal for views that have the same features. */
    String key() {
        String hash = placed.picture().hash();
        return adapter.isEmpty()
                ? hash
                : hash + "/" + Long.toHexString(adapter.get().salt());
    }

    VisionTask begin(VisionLanguageModel model) {
        return adapter.isEmpty() ? model.begin(placed.picture()) : model.begin(placed.picture(), adapter.get());
    }
}
