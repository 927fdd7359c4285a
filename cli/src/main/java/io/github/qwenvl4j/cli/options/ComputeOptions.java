package io.github.qwenvl4j.cli.options;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVlException;
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

    /** @throws QwenVlException for a value that is unknown or that this machine does not support */
    public OpenOptions openOptions() {
        OpenOptions options = OpenOptions.defaults();
        options = Precision.of(dtype).map(options::withPrecision).orElse(options);
        options = threads == null ? options : options.withThreads(threads);
        return options.withDevice(Device.of(device)).withKvCache(KvCacheType.of(kvCache));
    }
}
