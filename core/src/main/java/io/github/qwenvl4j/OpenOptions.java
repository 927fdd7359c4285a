package io.github.qwenvl4j;

import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.PixelBounds;
import io.github.qwenvl4j.prompt.PictureOrder;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * How a model is opened. Start from {@link #defaults} and change single options. A program should not call the constructor:
 * it gets a parameter for each new option.
 *
 * @param precision of the linear layers; the best that fits the memory if absent
 * @param device where the model computes
 * @param kvCache the format of keys and values
 * @param images which files and addresses pictures may be read from, and how they are decoded
 * @param pictureOrder where the pictures of a message stand
 * @param pixels with how many pixels pictures are looked at that have no {@linkplain
 *     io.github.qwenvl4j.image.Picture#within bounds} of their own, by models that take pictures of any size
 * @param batch at most this many answers are generated together
 * @param promptRows at most this many prompt tokens are computed in one step: fewer keep running answers flowing, more make
 *     prompts faster
 * @param queue at most this many answers of one conversation (on a server: of one key) may wait for a place in the batch
 * @param sessionBytes native memory for keys and values of all answers together; half of the machine's memory if absent
 * @param featureCacheBytes native memory for the features of pictures that may be asked about again
 * @param threads that compute, in the whole process: the last model opened decides. If absent: {@code OMP_NUM_THREADS} if
 *     that is set; otherwise one for a model of less than 100 million parameters, whose steps are over before a second
 *     thread is awake, and one for each core for a larger one
 * @param adapter a folder in peft's layout, through which all questions are answered
 * @param progress is told how much has been loaded
 */
public record OpenOptions(
        Optional<Precision> precision,
        Device device,
        KvCacheType kvCache,
        ImageLoader images,
        PictureOrder pictureOrder,
        PixelBounds pixels,
        int batch,
        int promptRows,
        int queue,
        OptionalLong sessionBytes,
        long featureCacheBytes,
        OptionalInt threads,
        Optional<Path> adapter,
        LoadProgress progress) {

    private static final int MOST_THREADS = 1024;
    private static final long FEATURE_CACHE_BYTES = 256L << 20;

    public OpenOptions {
        Objects.requireNonNull(precision, "precision");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(kvCache, "kvCache");
        Objects.requireNonNull(images, "images");
        Objects.requireNonNull(pictureOrder, "pictureOrder");
        Objects.requireNonNull(pixels, "pixels");
        Objects.requireNonNull(adapter, "adapter");
        Objects.requireNonNull(progress, "progress");
        require(batch >= 1, "batch", batch, "at least 1");
        require(promptRows >= 1, "prompt-rows", promptRows, "at least 1");
        require(queue >= 1, "queue", queue, "at least 1");
        sessionBytes.ifPresent(bytes -> require(bytes >= 1, "session-bytes", bytes, "at least 1"));
        require(featureCacheBytes >= 0, "feature-cache-bytes", featureCacheBytes, "0 or more");
        threads.ifPresent(
                count -> require(count >= 1 && count <= MOST_THREADS, "threads", count, "from 1 to " + MOST_THREADS));
    }

    private static void require(boolean valid, String name, Object value, String range) {
        if (!valid) {
            throw new QwenVlException(name + " is " + value + ", but must be " + range);
        }
    }

    /**
     * CPU, the best precision that fits, no progress. A picture that the program names ({@code Picture.of}, {@code ask(..,
     * "beach.jpeg")}) may be any file that the process can read, a data URL or any web address, also of the inner network; a
     * program that passes on names from others gives an {@link ImageLoader} of its own ({@link #withImages}). The text of a
     * question never names pictures.
     */
    public static OpenOptions defaults() {
        return new Values().options();
    }

    public OpenOptions withPrecision(Precision value) {
        return with(values -> values.precision = Optional.of(value));
    }

    public OpenOptions withDevice(Device value) {
        return with(values -> values.device = value);
    }

    public OpenOptions withKvCache(KvCacheType value) {
        return with(values -> values.kvCache = value);
    }

    public OpenOptions withImages(ImageLoader value) {
        return with(values -> values.images = value);
    }

    public OpenOptions withPictureOrder(PictureOrder value) {
        return with(values -> values.pictureOrder = value);
    }

    /** With how many pixels pictures are looked at. By default Qwen3-VL gives a picture at most 1,280 tokens. */
    public OpenOptions withPixels(PixelBounds value) {
        return with(values -> values.pixels = value);
    }

    public OpenOptions withBatch(int value) {
        return with(values -> values.batch = value);
    }

    public OpenOptions withPromptRows(int value) {
        return with(values -> values.promptRows = value);
    }

    public OpenOptions withQueue(int value) {
        return with(values -> values.queue = value);
    }

    public OpenOptions withSessionBytes(long value) {
        return with(values -> values.sessionBytes = OptionalLong.of(value));
    }

    public OpenOptions withFeatureCacheBytes(long value) {
        return with(values -> values.featureCacheBytes = value);
    }

    public OpenOptions withThreads(int value) {
        return with(values -> values.threads = OptionalInt.of(value));
    }

    /** An adapter for all questions; {@link QwenVl#adapted} opens several beside the model itself. */
    public OpenOptions withAdapter(Path folder) {
        return with(values -> values.adapter = Optional.of(folder));
    }

    public OpenOptions withProgress(LoadProgress value) {
        return with(values -> values.progress = value);
    }

    /** Is told, on the loading thread, how many bytes of the checkpoint have been loaded. */
    @FunctionalInterface
    public interface LoadProgress {

        void loaded(long bytes, long total);
    }

    private OpenOptions with(Consumer<Values> change) {
        Values values = new Values(this);
        change.accept(values);
        return values.options();
    }

    /** A copy to be changed in one place, so that a new option does not touch the others. */
    private static final class Values {

        private Optional<Precision> precision = Optional.empty();
        private Device device = Device.CPU;
        private KvCacheType kvCache = KvCacheType.COMPUTED;
        private ImageLoader images = ImageLoader.standard();
        private PictureOrder pictureOrder = PictureOrder.AS_TRAINED;
        private PixelBounds pixels = PixelBounds.DEFAULT;
        private int batch = 16;
        private int promptRows = 256;
        private int queue = 64;
        private OptionalLong sessionBytes = OptionalLong.empty();
        private long featureCacheBytes = FEATURE_CACHE_BYTES;
        private OptionalInt threads = OptionalInt.empty();
        private Optional<Path> adapter = Optional.empty();
        private LoadProgress progress = (loaded, total) -> {};

        Values() {}

        Values(OpenOptions options) {
            precision = options.precision;
            device = options.device;
            kvCache = options.kvCache;
            images = options.images;
            pictureOrder = options.pictureOrder;
            pixels = options.pixels;
            batch = options.batch;
            promptRows = options.promptRows;
            queue = options.queue;
            sessionBytes = options.sessionBytes;
            featureCacheBytes = options.featureCacheBytes;
            threads = options.threads;
            adapter = options.adapter;
            progress = options.progress;
        }

        OpenOptions options() {
            return new OpenOptions(
                    precision,
                    device,
                    kvCache,
                    images,
                    pictureOrder,
                    pixels,
                    batch,
                    promptRows,
                    queue,
                    sessionBytes,
                    featureCacheBytes,
                    threads,
                    adapter,
                    progress);
        }
    }
}
