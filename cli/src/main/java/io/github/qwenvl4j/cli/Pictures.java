package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.tokenizer.EncodedPrompt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pictures of one command, each read once: those named by options before the model is loaded for nothing. */
final class Pictures {

    private final ImageLoader loader;
    private final Map<String, RgbImage> loaded = new HashMap<>();

    Pictures(ImageLoader loader) {
        this.loader = loader;
    }

    /** @throws io.github.qwenvl4j.QwenVlException naming the first picture that cannot be used */
    void load(List<String> sources) {
        sources.forEach(this::get);
    }

    /** A prompt together with the pictures it names. */
    Prompt place(EncodedPrompt encoded) {
        return new Prompt(
                encoded.ids(),
                encoded.images().stream()
                        .map(span -> new Prompt.PlacedImage(span.start(), get(span.source())))
                        .toList());
    }

    private RgbImage get(String source) {
        return loaded.computeIfAbsent(source, loader::load);
    }
}
