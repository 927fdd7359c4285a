package io.github.qwenvl4j.train.stage;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.adapter.AdapterConfig;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.family.qwenvl.QwenVlFamily;
import io.github.qwenvl4j.family.qwenvl.QwenVlModel;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.torch.Blocks;
import io.github.qwenvl4j.torch.TorchBackend;
import io.github.qwenvl4j.torch.TorchDevice;
import io.github.qwenvl4j.train.adapter.Adapter;
import io.github.qwenvl4j.train.data.FileSamples;
import io.github.qwenvl4j.train.data.Share;
import io.github.qwenvl4j.train.objective.Objective;
import io.github.qwenvl4j.train.optimizer.AdamW;
import io.github.qwenvl4j.train.optimizer.LayerDecay;
import io.github.qwenvl4j.train.optimizer.LearningRate;
import io.github.qwenvl4j.train.parallel.GradientSum;
import io.github.qwenvl4j.train.parallel.ProcessGroup;
import io.github.qwenvl4j.train.parameters.AdapterParameters;
import io.github.qwenvl4j.train.parameters.Parameters;
import io.github.qwenvl4j.train.parameters.TrainableWeights;
import io.github.qwenvl4j.train.sample.SkippedData;
import io.github.qwenvl4j.train.step.FirstTrained;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A training stage: parameters, model, objective and optimiser, created from a preset and a checkpoint. Owns native
 * memory until closed. Not thread-safe.
 */
public final class Stage implements AutoCloseable {

    /** The embeddings, the matrices of the blocks and their packed forms. */
    private static final Pattern STAYS = Pattern.compile(
            ".*\\.(qweight|qzeros|scales|g_idx)|transformer\\.h\\.\\d+\\.(attn|mlp)\\..*weight|lm_head\\.weight|transformer\\.wte\\.weight"
                    + "|transformer\\.visual\\.transformer\\.resblocks\\.\\d+\\.(attn|mlp)\\..*weight");

    private static final int NAMED = 4; // samples in a message

    private final StagePreset preset;
    private final QwenVlConfig config;
    private final Optional<AdapterParameters> adapter;
    private final Parameters parameters;
    private final Objective objective;
    private final AdamW optimizer;
    private final LearningRate schedule;
    private final LayerDecay layerDecay;
    private final ProcessGroup group;
    private final Share share;
    private final GradientSum gradients;

    /**
     * @param start must stay open as long as the stage, because an adapter's stage uses its weights where they lie
     * @param samples of data files
     * @param device that holds the parameters and computes
     * @param skipped counts skipped data
     * @param group of processes that train together; this one computes its share
     */
    public Stage(
            StagePreset preset,
            Checkpoint start,
            FileSamples samples,
            TorchDevice device,
            SkippedData skipped,
            ProcessGroup group) {
        this.preset = preset;
        this.group = group;
        this.share = preset.share(group.rank(), group.size());
        QwenVlConfig given = QwenVlConfig.of(start);
        this.config = preset.imageSize() == 0 ? given : given.withImageSize(preset.imageSize());
        torch.manual_seed(preset.seed());
        this.adapter = adapter(preset, start);
        this.parameters = parameters(start, device);
        torch.ScalarType compute =
                preset.compute() == StagePreset.Compute.BFLOAT16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float;
        TorchBackend backend = new TorchBackend(device, compute);
        TrainableWeights weights = adapter.map(own -> new TrainableWeights(parameters, backend, start, own))
                .orElseGet(() -> new TrainableWeights(parameters, backend));
        QwenVlModel model = new QwenVlModel(weights, config, config.language().vocabSize());
        adapter.ifPresent(AdapterParameters::requireUsed);
        FirstTrained first = Objectives.firstTrained(parameters.trainable().keySet());
        torch.manual_seed(preset.seed());
        this.objective =
                new Objectives(preset, model, first, samples, skipped, group).make(QwenVlFamily.rankFile(start));
        Map<String, Tensor> learning = new LinkedHashMap<>(parameters.trainable());
        learning.putAll(objective.parameters());
        this.optimizer = new AdamW(learning, preset.optimizer().settings());
        this.gradients = new GradientSum(group, learning.values());
        this.schedule = preset.schedule();
        this.layerDecay =
                new LayerDecay(preset.visionLayerDecay(), config.vision().layers());
    }

    static Optional<AdapterParameters> adapter(StagePreset preset, Checkpoint start) {
        return preset.adapter().used()
                ? Optional.of(AdapterParameters.of(
                        preset.adapter()
                                .config(start.directory().toAbsolutePath().toString()),
                        start))
                : Optional.empty();
    }

    static boolean stays(String weight) {
        return STAYS.matcher(weight).matches();
    }

    /** With an adapter, what is only multiplied stays as it is stored; everything else is a float32 copy. */
    private Parameters parameters(Checkpoint start, TorchDevice device) {
        Parameters made = adapter.isPresent()
                ? Parameters.of(
                        start, device, name -> stays(name) && !adapter.get().owns(name))
                : Parameters.of(start, device);
        adapter.ifPresent(own -> own.addTo(made, device));
        made.train(name -> adapter.map(own -> own.owns(name)).orElseGet(() -> preset.trains(name)));
        return made;
    }

    /**
     * Performs one update with the clipped gradients of {@code accumulation} batches, of all processes together.
     *
     * @return the figures of the update, the same in every process
     */
    public Update update() {
        parameters.zeroGrad();
        objective.parameters().values().forEach(Parameters::dropGradient);
        Sums own = new Sums();
        for (int i = 0; i < share.perUpdate(); i++) {
            long batch = share.ofAll(optimizer.steps() * share.perUpdate() + i);
            adapter.ifPresent(beside -> beside.dropout().begin(preset.seed() * 31 + batch));
            Objective.Report report = objective.next(1.0 / preset.accumulation());
            own.add(report);
            requireFinite("loss", report.loss(), report.places());
        }
        Sums all = own.over(group);
        if (all.samples == 0) {
            throw new QwenVlException(
                    Kind.FILE, "update " + (optimizer.steps() + 1) + " has no usable sample, so nothing can be learnt");
        }
        gradients.run();
        double norm = optimizer.clipGradients(preset.clipGradNorm());
        requireFinite("norm of the gradients", norm, own.places);
        double rate = schedule.at(optimizer.steps());
        optimizer.step(name -> rate * layerDecay.factor(name));
        return new Update(optimizer.steps(), all.loss / all.filled, norm, rate, (int) all.samples, (int) all.tokens);
    }

    /** The figures of several batches, added up. */
    private static final class Sums {
        private double loss;
        private double filled;
        private double samples;
        private double tokens;
        private final List<String> places = new ArrayList<>();

        void add(Objective.Report report) {
            loss += report.loss();
            filled += report.samples() > 0 ? 1 : 0;
            samples += report.samples();
            tokens += report.tokens();
            places.addAll(report.places());
        }

        Sums over(ProcessGroup group) {
            double[] all = group.sums(loss, filled, samples, tokens);
            Sums sums = new Sums();
            sums.loss = all[0];
            sums.filled = all[1];
            sums.samples = all[2];
            sums.tokens = all[3];
            return sums;
        }
    }

    /** Training cannot recover from a value that is not a number: every parameter would become one too. */
    private void requireFinite(String what, double value, List<String> places) {
        if (!Double.isFinite(value)) {
            String samples = places.isEmpty()
                    ? ""
                    : " (samples " + FirstOf.names(places.stream().distinct().toList(), NAMED) + ")";
            throw new QwenVlException("update " + (optimizer.steps() + 1) + ": the " + what + " is "
                    + (Double.isNaN(value) ? "not a number" : "infinite") + samples
                    + "; a smaller learningRate.peak may help");
        }
    }

    /**
     * One update.
     *
     * @param step counted from 1
     * @param gradNorm before clipping
     */
    public record Update(long step, double loss, double gradNorm, double learningRate, int samples, int tokens) {}

    public StagePreset preset() {
        return preset;
    }

    /** The configuration of the model, with the image size of the preset. */
    public QwenVlConfig config() {
        return config;
    }

    /** The loss on held-out data by task. */
    public Map<String, Double> heldOut() {
        adapter.ifPresent(own -> own.dropout().off());
        return objective.heldOut(preset.heldOut().batches());
    }

    /** The adapter that is trained, if it is one. */
    public Optional<AdapterConfig> adapter() {
        return adapter.map(AdapterParameters::config);
    }

    /** Restores the values of an adapter that this stage has saved. */
    public void resumeAdapter(Adapter saved) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            parameters.trainable().forEach((name, parameter) -> parameter.copy_(saved.tensor(name)));
        }
    }

    public Parameters parameters() {
        return parameters;
    }

    public AdamW optimizer() {
        return optimizer;
    }

    /** Parameters of the objective, which are part of the state of a run. */
    public Map<String, Tensor> objectiveParameters() {
        return objective.parameters();
    }

    /** Restores saved values of {@link #objectiveParameters}. */
    public void resumeObjective(Function<String, Block> saved) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            objective.parameters().forEach((name, parameter) -> parameter.copy_(Blocks.tensor(saved.apply(name))));
        }
    }

    /** Makes everything that changes in training that of the first process, which may have resumed a run. */
    public void copyFirst() {
        optimizer.parameters().values().forEach(group::copyFirst);
        optimizer.state().values().forEach(group::copyFirst);
        optimizer.continueAfter((long) group.sums(group.isFirst() ? optimizer.steps() : 0)[0]);
    }

    /** Continues after the updates that the optimiser has already made. */
    public void skipTrainedBatches() {
        objective.skip(optimizer.steps() * share.perUpdate());
    }

    @Override
    public void close() {
        objective.close();
        optimizer.close();
        parameters.close();
    }
}
