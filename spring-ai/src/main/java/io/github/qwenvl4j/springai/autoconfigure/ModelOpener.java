package io.github.qwenvl4j.springai.autoconfigure;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.hub.BuiltInModel;
import io.github.qwenvl4j.hub.HubSettings;
import io.github.qwenvl4j.hub.ModelHub;
import io.github.qwenvl4j.image.DataUrls;
import io.github.qwenvl4j.image.ExifOrientation;
import io.github.qwenvl4j.image.ImageLimits;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.ImageSource;
import io.github.qwenvl4j.image.LocalFiles;
import io.github.qwenvl4j.image.PixelBounds;
import io.github.qwenvl4j.image.RemoteImages;
import io.github.qwenvl4j.image.RemotePolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Opens the model that the properties name. */
record ModelOpener(QwenVlProperties properties) {

    QwenVl open() {
        return QwenVl.open(directory(), options());
    }

    private Path directory() {
        String model = properties.model();
        if (model == null || model.isBlank()) {
            return BuiltInModel.directory();
        }
        return new ModelHub(HubSettings.fromEnvironment()).locate(model);
    }

    private OpenOptions options() {
        OpenOptions options = OpenOptions.defaults()
                .withDevice(properties.device())
                .withBatch(properties.batch())
                .withQueue(properties.queue())
                .withImages(new ImageLoader(ImageLimits.DEFAULT, ExifOrientation.APPLY, sources()));
        options = with(options, properties.precision(), OpenOptions::withPrecision);
        options = with(options, properties.kvCache(), OpenOptions::withKvCache);
        options = with(options, properties.threads(), OpenOptions::withThreads);
        DataSize memory = properties.sessionMemory();
        options = with(options, memory == null ? null : memory.toBytes(), OpenOptions::withSessionBytes);
        Integer pixels = properties.maxPixels();
        return with(options, pixels == null ? null : PixelBounds.atMost(pixels), OpenOptions::withPixels);
    }

    private static <T> OpenOptions with(
            OpenOptions options, @Nullable T value, BiFunction<OpenOptions, T, OpenOptions> change) {
        return value == null ? options : change.apply(options, value);
    }

    private List<ImageSource> sources() {
        QwenVlProperties.Images images = properties.images();
        List<ImageSource> sources = new ArrayList<>(List.of(new DataUrls()));
        if (images.folder() != null) {
            sources.add(LocalFiles.below(images.folder()));
        }
        if (images.remote()) {
            sources.add(new RemoteImages(RemotePolicy.guarded(new LinkedHashSet<>(images.hosts()))));
        }
        return sources;
    }
}
