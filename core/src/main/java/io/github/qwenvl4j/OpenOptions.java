package io.github.qwenvl4j;

import io.github.qwenvl4j.attention.KvCacheType;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.prompt.PictureOrder;
import io.github.qwenvl4j.tensor.ComputeDevice;
import io.github.qwenvl4j.weights.Precision;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How a checkpoint is opened.
 *
 * @param precision of the linear layers; the best that fits the memory when absent
 * @param device where the model computes
 * @param kvCache how conversations hold their keys and values
 * @param images where pictures may be read from, and how they are decoded
 * @param pictureOrder where the pictures of a message stand
 * @param featureCacheBytes image features kept for pictures that are asked about again
 * @param sessionBytes most native memory for keys and values of all answers together; half of the machine's when absent
 * @param progress told how much has been loaded
 * @param threads that compute, in the whole process: the last model opened decides. Absent: {@code OMP_NUM_THREADS} where
 *     that is set; else one for a model of less than 100 million parameters, whose steps are over before a second thread is
 *     awake, and one for each core for a larger one
 */
public record OpenOptions(
        Optional<Precision> precision,
        ComputeDevice device,
        KvCacheType kvCache,
        ImageLoader images,
        PictureOrder pictureOrder,
        long featureCacheBytes,
        OptionalLong sessionBytes,
        LoadProgress progress,
        OptionalInt threads) {

    private static final long FEATURE_CACHE_BYTES = 256L << 20;
    private static final int MOST_THREADS = 1024;

    public OpenOptions {
        threads.ifPresent(count -> {
            if (count < 1 || count > MOST_THREADS) {
                throw new QwenVlException("threads is " + count + ", but must be from 1 to " + MOST_THREADS);
            }
        });
    }

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
                OptionalLong.empty(),
                (loaded, total) -> {},
                OptionalInt.empty());
    }

    public OpenOptions withPrecision(Precision value) {
        return new OpenOptions(
                Optional.of(value),
                device,
                kvCache,
                images,
                pictureOrder,
                featureCacheBytes,
                sessionBytes,
                progress,
                threads);
    }

    public OpenOptions withDevice(ComputeDevice value) {
        return new OpenOptions(
                precision, value, kvCache, images, pictureOrder, featureCacheBytes, sessionBytes, progress, threads);
    }

    public OpenOptions withKvCache(KvCacheType value) {
        return new OpenOptions(
                precision, device, value, images, pictureOrder, featureCacheBytes, sessionBytes, progress, threads);
    }

    public OpenOptions withImages(ImageLoader value) {
        return new OpenOptions(
                precision, device, kvCache, value, pictureOrder, featureCacheBytes, sessionBytes, progress, threads);
    }

    public OpenOptions withPictureOrder(PictureOrder value) {
        return new OpenOptions(
                precision, device, kvCache, images, value, featureCacheBytes, sessionBytes, progress, threads);
    }

    public OpenOptions withFeatureCacheBytes(long value) {
        return new OpenOptions(
                precision, device, kvCache, images, pictureOrder, value, sessionBytes, progress, threads);
    }

    public OpenOptions withSessionBytes(long value) {
        return new OpenOptions(
                precision,
                device,
                kvCache,
                images,
                pictureOrder,
                featureCacheBytes,
                OptionalLong.of(value),
                progress,
                threads);
    }

    public OpenOptions withProgress(LoadProgress value) {
        return new OpenOptions(
                precision, device, kvCache, images, pictureOrder, featureCacheBytes, sessionBytes, value, threads);
    }

    public OpenOptions withThreads(int value) {
        return new OpenOptions(
                precision,
                device,
                kvCache,
                images,
                pictureOrder,
                featureCacheBytes,
                sessionBytes,
                progress,
                OptionalInt.of(value));
    }

    /** Told, on the loading thread, how many bytes of the checkpoint have been taken in. */
    @FunctionalInterface
    public interface LoadProgress {

        void loaded(long bytes, long total);
    }
}
