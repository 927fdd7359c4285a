package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.generate.ImageFeatures;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.tensor.Scopes;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A prompt whose pictures have been through the vision tower. Owns their features, which are freed when the last of its
 * users has released it; whoever prepared it is the first.
 */
public final class PreparedPrompt implements AutoCloseable {

    private final Prompt prompt;
    private final Tensor features;
    private final AtomicInteger users = new AtomicInteger(1);

    private PreparedPrompt(Prompt prompt, Tensor features) {
        this.prompt = prompt;
        this.features = features;
    }

    /** Encodes the prompt's pictures on this thread, where they are not known already. */
    public static PreparedPrompt of(Prompt prompt, ImageFeatures imageFeatures) {
        if (prompt.images().isEmpty()) {
            return new PreparedPrompt(prompt, null);
        }
        List<RgbImage> images =
                prompt.images().stream().map(Prompt.PlacedImage::image).toList();
        try (PointerScope scope = new PointerScope()) {
            return new PreparedPrompt(prompt, Scopes.retain(imageFeatures.of(images)));
        }
    }

    public Prompt prompt() {
        return prompt;
    }

    /** {@code [images * Q, D]}; none for a prompt without pictures, which nobody asks for. */
    Tensor features() {
        return features;
    }

    PreparedPrompt use() {
        users.incrementAndGet();
        return this;
    }

    /** Ends one use. */
    @Override
    public void close() {
        if (users.decrementAndGet() == 0 && features != null) {
            features.close();
        }
    }
}
