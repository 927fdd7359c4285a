package io.github.qwenvl4j;

import io.github.qwenvl4j.attention.KvCacheType;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.model.Precision;
import io.github.qwenvl4j.prompt.PictureOrder;
import io.github.qwenvl4j.tensor.ComputeDevice;
import java.util.Optional;

/**
 * How a checkpoint is opened.
 *
 * @param precision of the linear layers; the best that fits the memory when absent
 * @param device where the model computes
 * @param kvCache how conversations hold their keys and values
 * @param images where pictures may be read from, and how they are decoded
 * @param pictureOrder where the pictures of a message stand
 * @param featureCacheBytes image features kept for pictures that are asked about again
 * @param progress told how much has been loaded
 */
public record OpenOptions(
        Optional<Precision> precision,
        ComputeDevice device,
        KvCacheType kvCache,
        ImageLoader images,
        PictureOrder pictureOrder,
        long featureCacheBytes,
        LoadProgress progress) {

    private static final long FEATURE_CACHE_BYTES = 256L << 20;

    /**
     * CPU, the best precision that fits, no progress. A picture that the program names ({@code Picture.of}, {@code ask(..,
     * "beach.jpeg")}) may be any file that the process can read, a data URL or any web address, the inner network's too; a
     * program that passes on names from others gives an {@link ImageLoader} of its own ({@link #withImages}). Words of a
     * question name no pictures, whatever stands in them.
     */
    public static OpenOptions defaults() {
        return new OpenOptions(
                Optional.empty(),
                ComputeDevice.CPU,
                KvCacheType.COMPUTED,
                ImageLoader.standard(),
                PictureOrder.AS_TRAINED,
                FEATURE_CACHE_BYTES,
                (loaded, total) -> {});
    }

    public OpenOptions withPrecision(Precision value) {
        return new OpenOptions(Optional.of(value), device, kvCache, images, pictureOrder, featureCacheBytes, progress);
    }

    public OpenOptions withDevice(ComputeDevice value) {
        return new OpenOptions(precision, value, kvCache, images, pictureOrder, featureCacheBytes, progress);
    }

    public OpenOptions withKvCache(KvCacheType value) {
        return new OpenOptions(precision, device, value, images, pictureOrder, featureCacheBytes, progress);
    }

    public OpenOptions withImages(ImageLoader value) {
        return new OpenOptions(precision, device, kvCache, value, pictureOrder, featureCacheBytes, progress);
    }

    public OpenOptions withPictureOrder(PictureOrder value) {
        return new OpenOptions(precision, device, kvCache, images, value, featureCacheBytes, progress);
    }

    public OpenOptions withFeatureCacheBytes(long value) {
        return new OpenOptions(precision, device, kvCache, images, pictureOrder, value, progress);
    }

    public OpenOptions withProgress(LoadProgress value) {
        return new OpenOptions(precision, device, kvCache, images, pictureOrder, featureCacheBytes, value);
    }

    /** Told, on the loading thread, how many bytes of the checkpoint have been taken in. */
    @FunctionalInterface
    public interface LoadProgress {

        void loaded(long bytes, long total);
    }
}
