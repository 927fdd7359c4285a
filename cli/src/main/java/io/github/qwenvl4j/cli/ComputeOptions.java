package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.attention.KvCacheType;
import io.github.qwenvl4j.model.Precision;
import io.github.qwenvl4j.tensor.ComputeDevice;
import org.bytedeco.pytorch.global.torch;
import picocli.CommandLine.Option;

/** Where and how precisely a model computes. */
final class ComputeOptions {

    private static final int MAX_THREADS = 1024;

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

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads; LibTorch's choice when absent.")
    private Integer threads;

    /** @throws QwenVlException for a value that this machine or program does not have */
    OpenOptions openOptions() {
        OpenOptions options = OpenOptions.defaults();
        options = Precision.of(dtype).map(options::withPrecision).orElse(options);
        return options.withDevice(ComputeDevice.of(device)).withKvCache(KvCacheType.of(kvCache));
    }

    /**
     * Gives this process the number of threads asked for.
     *
     * @throws QwenVlException for a number out of range
     */
    void useThreads() {
        if (threads == null) {
            return;
        }
        if (threads < 1 || threads > MAX_THREADS) {
            throw new QwenVlException("threads is " + threads + ", but must be from 1 to " + MAX_THREADS);
        }
        torch.set_num_threads(threads);
    }
}
