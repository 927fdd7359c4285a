package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.ImageSize;
import io.github.qwenvl4j.image.RgbImage;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Checks each picture once. Thread-safe. */
public final class PictureCheck {

    private static final int TINY = 28; // two patches of the published models

    private final Function<String, Optional<ImageSize>> size;
    private final Map<String, Optional<Fault.Finding>> known = new ConcurrentHashMap<>();

    private PictureCheck(Function<String, Optional<ImageSize>> size) {
        this.size = size;
    }

    /** Decodes every picture. */
    public static PictureCheck decoding(ImageLoader loader) {
        return new PictureCheck(source -> {
            RgbImage image = loader.load(source);
            return Optional.of(new ImageSize(image.width(), image.height()));
        });
    }

    /** Reads the headers of files; pictures of the web are not fetched. */
    public static PictureCheck ofHeaders(ImageLoader loader) {
        return new PictureCheck(
                source -> source.matches("(?i)https?:.*") ? Optional.empty() : Optional.of(loader.size(source)));
    }

    Optional<Fault.Finding> finding(String source) {
        return known.computeIfAbsent(source, this::look);
    }

    private Optional<Fault.Finding> look(String source) {
        try {
            return size.apply(source)
                    .filter(found -> Math.min(found.width(), found.height()) < TINY)
                    .map(found -> new Fault.Finding(
                            Fault.PICTURE_TINY,
                            "picture %s has only %d x %d pixels".formatted(source, found.width(), found.height())));
        } catch (QwenVlException e) {
            Fault fault = isMissing(e) ? Fault.PICTURE_MISSING : Fault.PICTURE_BROKEN;
            return Optional.of(new Fault.Finding(fault, e.getMessage()));
        }
    }

    private static boolean isMissing(Throwable e) {
        return e != null && (e instanceof NoSuchFileException || isMissing(e.getCause()));
    }
}
