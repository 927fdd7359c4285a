package io.github.qwenvl4j.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.checkpoint.ModelCost;
import io.github.qwenvl4j.cpu.NativeKernels;
import io.github.qwenvl4j.cpu.WeightForm;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The figures of {@code qwenvl bench} as lines of text and as one line of JSON. */
final class BenchCard {

    private final Machine machine;
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final Consumer<String> lines;
    private ModelCost cost;
    private Precision precision;
    private double bytesPerToken;

    /** @param lines receives each line as soon as it is known */
    BenchCard(Machine machine, Consumer<String> lines) {
        this.lines = lines;
        this.machine = machine;
        String kernels = NativeKernels.inUse();
        figures.put("kernels", kernels);
        line("kernels      %s, of %s", kernels, String.join(", ", NativeKernels.available()));
        figure("read_gb_per_s", machine.readBandwidth() / 1e9);
        machine.limits()
                .forEach((form, limit) -> figure(form.name().toLowerCase(Locale.ROOT) + "_limit_gops", limit / 1e9));
        line(
                "machine      reads %.1f GB/s%s",
                machine.readBandwidth() / 1e9,
                machine.limits().entrySet().stream()
                        .map(limit -> limitText(limit.getKey(), limit.getValue()))
                        .collect(Collectors.joining()));
    }

    void model(ModelConfig config, Precision held, double loadSeconds) {
        cost = config.cost();
        precision = held;
        bytesPerToken = new WeightTraffic(config, held).read();
        long parameters = config.tensors().parameters();
        figures.put("dtype", precision.toString());
        figures.put("parameters", parameters);
        figure("load_s", loadSeconds);
        figure("bytes_per_token_gb", bytesPerToken / 1e9);
        line(
                "model        %.2f B parameters, %s, %.2f GB read per token; loaded in %.2f s",
                parameters / 1e9, precision, bytesPerToken / 1e9, loadSeconds);
    }

    void vision(double seconds) {
        manyRows("vision", "vision      ", cost.vision(Benchmark.SIDE, Benchmark.SIDE), 0, seconds);
    }

    void prefill(int rows, double seconds) {
        manyRows("prefill_" + rows, "prefill %4d".formatted(rows), cost.prefill(rows), bytesPerToken, seconds);
    }

    /** As a fraction of the limit that binds: arithmetic, or reading so many bytes. */
    private void manyRows(String key, String name, double operations, double bytes, double seconds) {
        double arithmetic = operations / machine.limit(precision);
        double reading = bytes / machine.readBandwidth();
        double fraction = Math.max(arithmetic, reading) / seconds;
        figure(key + "_s", seconds);
        figure(key + "_limit_fraction", fraction);
        line(
                "%s %8.3f s  %5.1f %% of what %s allows",
                name, seconds, 100 * fraction, arithmetic > reading ? "the arithmetic" : "the memory");
    }

    private static String limitText(WeightForm form, double limit) {
        String name = form.name().toLowerCase(Locale.ROOT);
        return String.format(Locale.ROOT, "; %s weights %.0f GOP/s", name, limit / 1e9);
    }

    void decode(int context, int batch, Benchmark.Step step) {
        String key = "decode_b" + batch + "_c" + context;
        double possible = step.seconds() * step.readBandwidth(); // bytes that memory could have brought
        double weights = bytesPerToken / possible;
        double all = (bytesPerToken + step.cached()) / possible;
        figure(key + "_tokens_per_s", batch / step.seconds());
        figure(key + "_read_gb_per_s", step.readBandwidth() / 1e9);
        figure(key + "_bandwidth_fraction", weights);
        figure(key + "_with_cache_fraction", all);
        line(
                "decode       %8.3f tokens/s, batch %d, context %d  %5.1f %% of the read bandwidth at that time, %.1f GB/s; %.1f %% with keys and values",
                batch / step.seconds(), batch, context, 100 * weights, step.readBandwidth() / 1e9, 100 * all);
    }

    /** @param cost of the adapter, as a part of a step without it */
    void adapter(int context, int batch, double cost) {
        figure("adapter_b" + batch + "_c" + context + "_cost", cost);
        line("adapter      %+8.1f %% per token, batch %d, context %d", 100 * cost, batch, context);
    }

    /** The same figure, in tokens per second, of llama.cpp with weights of this form. */
    void against(String key, double here, double there, String form) {
        figure(key + "_llama_cpp_tokens_per_s", there);
        figure(key + "_to_llama_cpp", here / there);
        line("llama.cpp    %8.3f tokens/s, %s: here %.2f times as many", there, form, here / there);
    }

    /** Tokens per second of an answer that repeats its prompt, and of one without repetition. */
    void lookup(double repeating, double fresh) {
        figure("lookup_repeating_tokens_per_s", repeating);
        figure("lookup_fresh_tokens_per_s", fresh);
        figure("lookup_gain", repeating / fresh);
        line(
                "lookup       %8.3f tokens/s if the answer repeats regions of the prompt, %.2f x %.3f",
                repeating, repeating / fresh, fresh);
    }

    /** @param stage after which this many bytes are resident */
    void resident(String stage, long bytes) {
        figure("resident_after_" + stage + "_gb", bytes / 1e9);
        line("memory       %8.2f GB resident after %s", bytes / 1e9, stage);
    }

    void peakMemory(long bytes) {
        figure("peak_memory_gb", bytes / 1e9);
        line("memory       %8.2f GB peak", bytes / 1e9);
    }

    String json() {
        try {
            return new ObjectMapper().writeValueAsString(figures);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("figures cannot be written as JSON", e);
        }
    }

    private void figure(String key, double value) {
        figures.put(key, Double.parseDouble(String.format(Locale.ROOT, "%.4g", value)));
    }

    private void line(String format, Object... values) {
        lines.accept(String.format(Locale.ROOT, format, values));
    }
}
