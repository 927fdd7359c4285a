package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.adapter.Targets;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.cli.io.OutputFile;
import io.github.qwenvl4j.cli.options.ModelOption;
import io.github.qwenvl4j.cli.options.OpeningOptions;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.cpu.ComputeThreads;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.memory.ResidentMemory;
import io.github.qwenvl4j.model.ModelAdapter;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.nn.AdaptableWeights;
import io.github.qwenvl4j.weights.WeightFormat;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code qwenvl bench}: measures this machine and a model on it. */
@Command(
        name = "bench",
        description =
                "Measures this machine and a model on it. Prints each figure as a fraction of the machine's maximum,"
                        + " then all figures as one line of JSON.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {
            "",
            "Examples:",
            "  qwenvl bench --model Qwen-VL-Chat --dtype int8",
            "  qwenvl bench --random qwen-vl --dtype int4",
            "  qwenvl bench --random qwen-vl --dtype int4 --write random-int4 --kv-cache int8",
            "  qwenvl bench --random 300m --dtype int4 --against llama.cpp=DIR"
        })
public final class BenchCommand implements Callable<Integer> {

    /** What can be measured. */
    enum Measure {
        VISION,
        PREFILL,
        DECODE,
        LOOKUP
    }

    @Option(
            names = "--random",
            paramLabel = "SHAPE",
            description = "Random weights: qwen-vl (9.6 B), qwen3-vl-2b, qwen3-vl-4b, qwen3-vl-8b or 300m.")
    private String random;

    @Option(
            names = "--write",
            paramLabel = "DIR",
            description = "With --random: write the weights as a checkpoint (packed for int8 and int4) and measure it.")
    private Path write;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = "vision, prefill, decode, lookup (speculative decoding); default: all.")
    private Set<Measure> only = EnumSet.allOf(Measure.class);

    @Option(
            names = "--prompts",
            split = ",",
            paramLabel = "IDS",
            defaultValue = "272,2048",
            description = "Prompt lengths in tokens (default 272,2048).")
    private List<Integer> prompts;

    @Option(
            names = "--contexts",
            split = ",",
            paramLabel = "IDS",
            defaultValue = "300,2000",
            description = "Context lengths at which decoding is measured (default 300,2000).")
    private List<Integer> contexts;

    @Option(
            names = "--batches",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,2,4,8",
            description = "Batch sizes of decoding (default 1,2,4,8).")
    private List<Integer> batches;

    @Option(
            names = "--adapter-rank",
            paramLabel = "N",
            description = "With --random: measure through an adapter of random numbers with this rank.")
    private Integer rank;

    @Option(
            names = "--adapter-targets",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "c_attn,attn.c_proj,w1,w2,q_proj,k_proj,v_proj,o_proj,gate_proj,up_proj",
            description = "Layers that it changes (default: ${DEFAULT-VALUE}).")
    private List<String> targets;

    @Option(
            names = "--against",
            paramLabel = "llama.cpp=DIR",
            description = "With --random: compare with llama.cpp in the same run. DIR has its llama-bench and the model"
                    + " SHAPE-q4_0.gguf, -q8_0 or -bf16, which core/src/test/python/random_gguf.py writes.")
    private Map<String, Path> against = Map.of();

    private Optional<LlamaCpp> other = Optional.empty();

    @Option(names = "--json", description = "Print only the line of JSON.")
    private boolean json;

    @Mixin
    private ModelOption model;

    @Mixin
    private OpeningOptions compute;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        requirePositive("prompts", prompts);
        requirePositive("contexts", contexts);
        requirePositive("batches", batches);
        if (write != null && random == null) {
            throw new QwenVlException("--write needs --random");
        }
        if (random != null && write == null && device() != Device.CPU) {
            throw new QwenVlException("--random on device " + device() + " needs --write: weights are read from files");
        }
        requireAdapterPossible();
        if (write != null) {
            new OutputFile(write).requireFolderPossible();
        }
        Optional<ModelConfig> shape = Optional.ofNullable(random).map(BenchCommand::size);
        other = LlamaCpp.of(against, shape.map(s -> random), () -> precision(shape.get()));
        compute.openOptions().threads().ifPresent(ComputeThreads::choose); // for the machine's figures too
        Optional<RandomCheckpoint> written =
                shape.filter(s -> write != null).map(s -> new RandomCheckpoint(s, precision(s), write));
        Machine machine = Machine.measure(device());
        BenchCard card = new BenchCard(machine, json ? line -> {} : this::print);
        if (shape.isEmpty()) {
            benchCheckpoint(card, model.directory());
        } else if (written.isEmpty()) {
            benchRandom(card, shape.get());
        } else {
            written.get().write();
            benchCheckpoint(card, write);
        }
        card.peakMemory(PeakMemory.bytes());
        print(card.json());
        return ExitCode.OK;
    }

    private void requireAdapterPossible() {
        if (random != null && write == null) {
            compute.requireNoAdapter("random weights have none; give --adapter-rank, or --write");
        }
        if (rank != null && (random == null || write != null)) {
            throw new QwenVlException("--adapter-rank needs --random without --write");
        }
        if (rank != null) {
            requirePositive("adapter-rank", List.of(rank));
        }
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    private static void requirePositive(String name, List<Integer> values) {
        for (int value : values) {
            if (value < 1 || value > 1 << 16) {
                throw new QwenVlException(name + " has " + value + ", but each must be from 1 to " + (1 << 16));
            }
        }
    }

    private void benchCheckpoint(BenchCard card, Path directory) {
        long start = System.nanoTime();
        try (QwenVl opened = QwenVl.open(directory, compute.openOptions())) {
            card.model(opened.internals().config(), opened.internals().precision(), (System.nanoTime() - start) / 1e9);
            bench(
                    card,
                    opened.internals().network(),
                    opened.internals().prompts().adapter());
        }
    }

    private Precision precision(ModelConfig config) {
        return WeightFormat.choose(compute.openOptions().precision(), config, device());
    }

    private Device device() {
        return compute.openOptions().device();
    }

    private static ModelConfig size(String name) {
        Map<String, ModelConfig> sizes = Families.sizes();
        if (!sizes.containsKey(name)) {
            throw new QwenVlException(
                    "unknown random model '" + name + "': use one of " + String.join(", ", sizes.keySet()));
        }
        return sizes.get(name);
    }

    private void benchRandom(BenchCard card, ModelConfig config) {
        Precision precision = precision(config);
        long start = System.nanoTime();
        try (RandomWeights weights = new RandomWeights(precision, config)) {
            AdaptableWeights adaptable = new AdaptableWeights(weights);
            VisionLanguageModel made = Families.of(config).network(config, adaptable);
            card.model(config, precision, (System.nanoTime() - start) / 1e9);
            try (RandomAdapter adapter = rank == null
                    ? null
                    : new RandomAdapter(
                            adaptable.places(),
                            config.blocks(),
                            Targets.of(targets),
                            rank,
                            WeightFormat.dtype(precision))) {
                bench(card, made, Optional.ofNullable(adapter));
            }
        }
    }

    private void bench(BenchCard card, VisionLanguageModel measured, Optional<ModelAdapter> adapter) {
        card.resident("load", ResidentMemory.bytes());
        Benchmark benchmark =
                new Benchmark(measured, adapter, compute.openOptions().kvCache(), device());
        if (only.contains(Measure.VISION)) {
            card.vision(benchmark.vision());
            card.resident("vision", ResidentMemory.bytes());
        }
        if (only.contains(Measure.PREFILL)) {
            warmUp(benchmark);
            for (int rows : prompts) {
                try (Session session = benchmark.newSession()) {
                    double seconds = benchmark.prefill(session, rows);
                    card.prefill(rows, seconds);
                    other.ifPresent(llama ->
                            card.against("prefill_" + rows, rows / seconds, llama.prefill(rows), llama.form()));
                    card.resident("prefill_" + rows, ResidentMemory.bytes());
                }
            }
        }
        if (only.contains(Measure.DECODE)) {
            for (int context : contexts) {
                decode(card, benchmark, context);
            }
        }
        if (only.contains(Measure.LOOKUP)) {
            Recital recital = new Recital(measured);
            card.lookup(recital.repeating(), recital.fresh());
        }
    }

    /** The first run is slower: memory is new. */
    private void warmUp(Benchmark benchmark) {
        try (Session session = benchmark.newSession()) {
            benchmark.prefill(session, prompts.get(0));
        }
    }

    private void decode(BenchCard card, Benchmark benchmark, int context) {
        try (Session session = benchmark.newSession()) {
            benchmark.prefill(session, context);
            for (int batch : batches) {
                Benchmark.Step step = benchmark.decode(session, batch);
                card.decode(context, batch, step);
                other.filter(llama -> batch == 1)
                        .ifPresent(llama -> card.against(
                                "decode_b1_c" + context, 1 / step.seconds(), llama.decode(context), llama.form()));
                if (benchmark.adapter().isPresent()) {
                    card.adapter(context, batch, benchmark.adapterCost(session, batch));
                }
            }
        }
    }
}
