package io.github.qwenvl4j.train.stage;

import com.sun.management.OperatingSystemMXBean;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.TensorInfo;
import io.github.qwenvl4j.family.qwenvl.config.LanguageConfig;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.train.parameters.AdapterParameters;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The memory that a stage needs, from the sizes of the tensors and of a batch; no weight is read.
 *
 * @param parameters number of all parameters
 * @param trained number of trained parameters
 * @param weights bytes of the parameters: float32, or as stored if an adapter leaves them alone
 * @param gradients bytes of their gradients
 * @param moments bytes of the optimiser's moments
 * @param activations bytes of a batch of full length, approximately
 */
public record MemoryEstimate(
        long parameters, long trained, long weights, long gradients, long moments, long activations) {

    private static final double GB = 1e9;
    private static final int FLOAT = 4;
    private static final int IN_WORD = 8; // int4 values in 32 bits
    private static final Pattern PACKING = Pattern.compile(".*\\.(qzeros|scales|g_idx)");
    private static final int IN_BLOCK = 24; // vectors of the hidden size that a block keeps per token, about
    private static final int OF_LOGITS = 4; // logits, their logarithms, the gradients of both

    public static MemoryEstimate of(StagePreset preset, Checkpoint start) {
        long all = 0;
        long trained = 0;
        long weights = 0;
        Optional<AdapterParameters> adapter = Stage.adapter(preset, start);
        for (TensorInfo tensor : start.tensors().values()) {
            boolean learns = adapter.map(own -> own.owns(tensor.name())).orElseGet(() -> preset.trains(tensor.name()));
            all += values(tensor);
            trained += learns ? values(tensor) : 0;
            boolean stays = adapter.isPresent() && !learns && Stage.stays(tensor.name());
            weights += stays ? tensor.bytes() : tensor.elements() * FLOAT;
        }
        long added = adapter.map(AdapterParameters::count).orElse(0L);
        trained += added;
        return new MemoryEstimate(
                all + added,
                trained,
                weights + added * FLOAT,
                trained * FLOAT,
                2 * trained * FLOAT,
                activations(preset, start));
    }

    /** Packed weights are eight to an element; what scales them is not counted. */
    private static long values(TensorInfo tensor) {
        if (tensor.name().endsWith(".qweight")) {
            return tensor.elements() * IN_WORD;
        }
        return PACKING.matcher(tensor.name()).matches() ? 0 : tensor.elements();
    }

    private static long activations(StagePreset preset, Checkpoint start) {
        QwenVlConfig config = QwenVlConfig.of(start);
        LanguageConfig language = config.language();
        long tokens = (long) preset.rows() * preset.maxLength();
        long hidden = tokens * language.hiddenSize() * FLOAT;
        long scores = tokens * preset.maxLength() * language.numAttentionHeads() * FLOAT;
        long block = IN_BLOCK * hidden + 2 * scores;
        long blocks = language.numHiddenLayers();
        long kept = preset.gradientCheckpointing() ? blocks * hidden + block : blocks * block;
        long logits = OF_LOGITS * tokens * language.vocabSize() * FLOAT;
        return kept + logits + pictures(preset, config);
    }

    /** One picture per row. */
    private static long pictures(StagePreset preset, QwenVlConfig given) {
        VisionConfig vision = (preset.imageSize() == 0 ? given : given.withImageSize(preset.imageSize())).vision();
        long patches = (long) vision.grid() * vision.grid();
        long hidden = preset.rows() * patches * vision.width() * FLOAT;
        long block = IN_BLOCK * hidden + 2 * preset.rows() * patches * patches * vision.heads() * FLOAT;
        boolean keeps = preset.train().contains(ModelPart.VISION);
        if (!keeps) {
            return block;
        }
        return preset.gradientCheckpointing() ? vision.layers() * hidden + block : vision.layers() * block;
    }

    /** Whether weights stay as they are stored, in less than float32. */
    public boolean keepsStored() {
        return weights < parameters * FLOAT;
    }

    /** What is needed in any case, without activations. */
    public long state() {
        return weights + gradients + moments;
    }

    /** @throws QwenVlException if not even weights, gradients and moments fit into the memory of this machine */
    public void requireRoom() {
        long machine = memory();
        if (state() > machine) {
            throw new QwenVlException(
                    Kind.UNSUPPORTED,
                    String.format(
                            Locale.ROOT,
                            "training %,d of %,d parameters needs %.1f GB, but this machine has %.1f GB (--estimate shows why)",
                            trained,
                            parameters,
                            state() / GB,
                            machine / GB));
        }
    }

    /** The memory of this machine, or of the container that the process is in. */
    public static long memory() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    }

    public long total() {
        return state() + activations;
    }
}
