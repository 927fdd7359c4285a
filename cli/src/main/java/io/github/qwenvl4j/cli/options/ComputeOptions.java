package io.github.qwenvl4j.cli.options;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVlException;
import picocli.CommandLine.Option;

/** Where and how precisely a model computes. */
public final class ComputeOptions {

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "auto",
            description = "float32, bfloat16, int8, int4, or auto (default): the best that fits this machine's memory.")
    private String dtype;

    @Option(names = "--device", paramLabel = "NAME", defaultValue = "cpu", description = "cpu (default) or cuda.")
    private String device;

    @Option(
            names = "--kv-cache",
            paramLabel = "TYPE",
            defaultValue = "computed",
            description = "Keys and values of a conversation: as computed (default), or int8 in half the memory.")
    private String kvCache;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "CPU threads; when absent, one for a small model and one for each core for a large one.")
    private Integer threads;

    /** @throws QwenVlException for a value that this machine or program does not have */
    public OpenOptions openOptions() {
        OpenOptions options = OpenOptions.defaults();
        options = Precision.of(dtype).map(options::withPrecision).orElse(options);
        options = threads == null ? options : options.withThreads(threads);
        return options.withDevice(Device.of(device)).withKvCache(KvCacheType.of(kvCache));
    }
}
