package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.model.ModelAdapter;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.model.VisionTask;
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
        return prompt.pictures().stream()
                .map(placed -> new PictureView(placed, adapter))
                .toList();
    }

    /** Equal for views that have the same features. */
    String key() {
        return placed.picture().hash()
                + adapter.map(own -> "/" + Long.toHexString(own.salt())).orElse("");
    }

    VisionTask begin(VisionLanguageModel model) {
        return adapter.map(own -> model.begin(placed.picture(), own)).orElseGet(() -> model.begin(placed.picture()));
    }
}
