package io.github.qwenvl4j.cli.model;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.ExpectedTensors;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.checkpoint.QuantizationConfig;
import io.github.qwenvl4j.checkpoint.TensorInfo;
import io.github.qwenvl4j.cpu.NativeKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The lines of {@code qwenvl inspect}. */
record CheckpointReport(Checkpoint checkpoint) {

    private static final double GIGABYTE = 1e9;

    List<String> configuration() {
        List<String> lines = new ArrayList<>();
        lines.add("checkpoint  " + checkpoint.directory());
        lines.addAll(checkpoint.config().describe());
        lines.add("stored as   " + storage(checkpoint.config()));
        lines.add("prompts     " + checkpoint.generation().chatFormat());
        lines.add("kernels     " + NativeKernels.inUse());
        return lines;
    }

    List<String> parameters() {
        ExpectedTensors expected = checkpoint.config().tensors();
        List<String> lines = new ArrayList<>();
        lines.add(row("parameters", ""));
        expected.parametersOfParts().forEach((part, count) -> lines.add(row("  " + part, count(count))));
        lines.add(row("  all", count(expected.parameters())));
        return lines;
    }

    /** Memory of the weights and of the key-value cache, for every precision in which this checkpoint can be opened. */
    List<String> memory() {
        List<String> lines = new ArrayList<>();
        lines.add(line("%-14s %15s   1000 tokens: computed %15s", "memory needed", "weights", "kv-cache int8"));
        MemoryNeed need = new MemoryNeed(checkpoint.config(), checkpoint.tensors());
        for (Precision precision : need.precisions()) {
            lines.add(line(
                    "  %-12s %s          %s %s",
                    precision,
                    gigabytes(need.weights(precision)),
                    gigabytes(1000 * need.token(precision, KvCacheType.COMPUTED)),
                    gigabytes(1000 * need.token(precision, KvCacheType.INT8))));
        }
        return lines;
    }

    List<String> tensors() {
        int width = checkpoint.tensors().keySet().stream()
                .mapToInt(String::length)
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        lines.add("tensors (" + checkpoint.tensors().size() + ")");
        checkpoint
                .tensors()
                .values()
                .forEach(tensor -> lines.add(line(
                        "  %-" + Math.max(1, width) + "s  %-4s  %s  %s",
                        tensor.name(),
                        tensor.dtype(),
                        tensor.shape(),
                        tensor.file())));
        return lines;
    }

    private String storage(ModelConfig config) {
        Map<String, Long> bytes = new TreeMap<>();
        for (TensorInfo tensor : checkpoint.tensors().values()) {
            bytes.merge(tensor.dtype().name(), tensor.bytes(), Long::sum);
        }
        List<String> kinds = new ArrayList<>();
        bytes.forEach((dtype, size) -> kinds.add(dtype + " " + gigabytes(size).strip()));
        return String.join(", ", kinds)
                + config.quantization().map(CheckpointReport::quantized).orElse("");
    }

    private static String quantized(QuantizationConfig quantization) {
        if (quantization instanceof QuantizationConfig.Gptq gptq) {
            String method = gptq.format() == QuantizationConfig.Gptq.Format.AWQ ? "AWQ" : "GPTQ";
            String groups = gptq.groupSize() == QuantizationConfig.Gptq.WHOLE
                    ? "with a scale for each output"
                    : "in groups of " + gptq.groupSize();
            String kept =
                    gptq.fitsPacked() ? "" : (gptq.descAct() ? ", scattered" : "") + ": int8 where opened as int4";
            return ", " + method + " int" + gptq.bits() + " " + groups + kept;
        }
        return quantization instanceof QuantizationConfig.Packed packed ? ", packed int" + packed.bits() : "";
    }

    private static String count(long parameters) {
        return line("%,15d", parameters);
    }

    private static String gigabytes(long bytes) {
        return line("%12.3f GB", bytes / GIGABYTE);
    }

    private static String row(String name, String value) {
        return line("%-14s %s", name, value).stripTrailing();
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
