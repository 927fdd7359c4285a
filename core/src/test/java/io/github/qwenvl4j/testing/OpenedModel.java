package io.github.qwenvl4j.testing;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.family.qwenvl.QwenVlModel;
import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.Prompt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** Checkpoints of the fixtures, opened, and the prompts of the goldens, whose paths begin above {@code fixtures/}. */
public final class OpenedModel {

    private OpenedModel() {}

    public static QwenVl open(String checkpoint, Precision precision) {
        return open(Fixtures.path(checkpoint), precision);
    }

    public static QwenVl open(Path checkpoint, Precision precision) {
        return QwenVl.open(
                checkpoint, OpenOptions.defaults().withPrecision(precision).withDevice(TestDevice.DEVICE));
    }

    /** The network of an opened Qwen-VL. */
    public static QwenVlModel network(QwenVl model) {
        return (QwenVlModel) model.internals().network();
    }

    /** The tokenizer of an opened Qwen-VL. */
    public static QwenTokenizer tokenizer(QwenVl model) {
        return (QwenTokenizer) model.internals().tokenizer();
    }

    /** The weights of one checkpoint under the config.json of another. */
    public static QwenVl openWithConfig(String checkpoint, String config, Precision precision) {
        try {
            Path copy = TestFolders.create("checkpoint");
            try (Stream<Path> files = Files.list(Fixtures.path(checkpoint))) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
            Files.copy(
                    Fixtures.path(config).resolve("config.json"),
                    copy.resolve("config.json"),
                    StandardCopyOption.REPLACE_EXISTING);
            return open(copy, precision);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A picture of the goldens by the path their prompts give. */
    public static RgbImage image(String path) {
        return ImageLoader.standard()
                .load(Fixtures.path(path.replaceFirst("^fixtures/", "")).toString());
    }

    /** A raw prompt of the goldens with its pictures. */
    public static Prompt prompt(QwenVl model, String raw) {
        return model.internals().prompts().place(model.internals().prompts().encodeRaw(raw, OpenedModel::picture));
    }

    /** A picture of the goldens under the path their prompts give. */
    public static Picture picture(String path) {
        return Picture.of(image(path)).named(path);
    }
}
