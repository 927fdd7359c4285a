package io.github.qwenvl4j.cli.options;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.PixelBounds;
import picocli.CommandLine.Option;

/** Device, precision and threads of a model. */
public final class ComputeOptions {

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "auto",
            description = "float32, bfloat16, int8, int4, or auto (default): the best that fits into memory.")
    private String dtype;

    @Option(names = "--device", paramLabel = "NAME", defaultValue = "cpu", description = "cpu (default) or cuda.")
    private String device;

    @Option(
            names = "--kv-cache",
            paramLabel = "TYPE",
            defaultValue = "computed",
            description = "Type of the key-value cache: computed (default), or int8, which takes half the memory.")
    private String kvCache;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "CPU threads (default: one for a small model, one per core for a large one).")
    private Integer threads;

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            description =
                    "Qwen3-VL: shrink pictures of more pixels to N. A token stands for 1,024 pixels; default: 1,310,720 "
                            + "pixels, 1,280 tokens. More shows more detail and takes longer.")
    private Long maxPixels;

    @Option(
            names = "--min-pixels",
            paramLabel = "N",
            description = "Qwen3-VL: enlarge pictures of fewer pixels to N (default: as the checkpoint says, 65,536).")
    private Long minPixels;

    /** @throws QwenVlException for a value that is unknown or that this machine does not support */
    public OpenOptions openOptions() {
        OpenOptions options = OpenOptions.defaults();
        options = Precision.of(dtype).map(options::withPrecision).orElse(options);
        options = threads == null ? options : options.withThreads(threads);
        PixelBounds pixels = maxPixels == null ? PixelBounds.DEFAULT : PixelBounds.atMost(maxPixels);
        options = options.withPixels(minPixels == null ? pixels : pixels.withMin(minPixels));
        return options.withDevice(Device.of(device)).withKvCache(KvCacheType.of(kvCache));
    }
}
