package io.github.qwenvl4j.cli.run;

import io.github.qwenvl4j.cli.io.StandardInput;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.internal.Prompts;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The pictures of one command. Those given by options are read before the model is loaded, so that errors are found
 * early. The latest ones are kept, up to {@value #KEPT_BYTES} bytes, for further questions about them.
 */
final class Pictures {

    private static final long KEPT_BYTES = 400_000_000;

    private final ImageLoader loader;
    private final Map<Picture, RgbImage> loaded = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Picture, SeenPicture> seen = new HashMap<>(); // of one prompt
    private Picture piped;

    Pictures(ImageLoader loader) {
        this.loader = loader;
    }

    /**
     * Reads the pictures given by options.
     *
     * @throws io.github.qwenvl4j.QwenVlException naming the first picture that cannot be used
     */
    List<Picture> load(List<String> addresses) throws IOException {
        if (addresses.contains(StandardInput.NAME)) {
            piped = Picture.of(StandardInput.bytes()).named("standard input");
        }
        List<Picture> pictures = addresses.stream()
                .map(address -> address.equals(StandardInput.NAME) ? piped : Picture.at(address))
                .toList();
        pictures.forEach(this::get);
        return pictures;
    }

    RgbImage get(Picture picture) {
        RgbImage known = loaded.get(picture);
        if (known == null) {
            known = picture.read(loader);
            loaded.put(picture, known);
        }
        return known;
    }

    /** What a model sees of a picture, made once for a prompt. */
    Function<Picture, SeenPicture> seenBy(Prompts prompts) {
        return picture -> seen.computeIfAbsent(picture, unseen -> prompts.read(unseen, this::get));
    }

    /** A prompt with its pictures. */
    Prompt place(Prompts prompts, EncodedPrompt encoded) {
        Prompt placed = prompts.place(encoded, seenBy(prompts));
        seen.clear();
        forgetOldest();
        return placed;
    }

    private void forgetOldest() {
        long bytes = loaded.values().stream().mapToLong(Pictures::bytes).sum();
        Iterator<RgbImage> oldest = loaded.values().iterator();
        while (bytes > KEPT_BYTES && oldest.hasNext()) {
            bytes -= bytes(oldest.next());
            oldest.remove();
        }
    }

    private static long bytes(RgbImage image) {
        return 3L * image.width() * image.height();
    }
}
