package io.github.qwenvl4j.train.stage;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.torch.TorchDevice;
import io.github.qwenvl4j.train.data.BatchPlan;
import io.github.qwenvl4j.train.data.FileBatches;
import io.github.qwenvl4j.train.data.FileData;
import io.github.qwenvl4j.train.data.Filling;
import io.github.qwenvl4j.train.data.SampleStore;
import io.github.qwenvl4j.train.data.Share;
import io.github.qwenvl4j.train.data.TrainingData;
import io.github.qwenvl4j.train.optimizer.AdamW;
import io.github.qwenvl4j.train.optimizer.LearningRate;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * All hyperparameters of a stage.
 *
 * @param stage name of the stage, as in the log
 * @param objective function to minimise
 * @param train trained parts
 * @param adapter beside the weights of the base model, which stay as they are
 * @param compute dtype of the linear layers; master weights are float32
 * @param gradientCheckpointing whether blocks are recomputed in the backward pass to save memory
 * @param steps number of updates
 * @param imageSize side of a picture in pixels; 0: that of the checkpoint
 * @param rows sequences (or pictures) per batch
 * @param accumulation batches per update, of all processes together
 * @param maxLength maximum length of a sequence in ids
 * @param filling which samples share a row
 * @param learningRate learning rate schedule
 * @param visionLayerDecay factor of the learning rate from each block of the vision transformer to the previous one
 * @param optimizer parameters of AdamW
 * @param clipGradNorm maximum total norm of the gradients
 * @param seed of data and order
 * @param checkpointEvery updates between checkpoints
 * @param heldOut how often losses and scores on held-out data are computed
 * @param keep which checkpoints are kept, and when the run ends early
 * @param data of the stage
 */
public record StagePreset(
        String stage,
        Minimised objective,
        List<ModelPart> train,
        AdapterPlan adapter,
        Compute compute,
        boolean gradientCheckpointing,
        int imageSize,
        long steps,
        int rows,
        int accumulation,
        int maxLength,
        Filling filling,
        Rate learningRate,
        double visionLayerDecay,
        Optimizer optimizer,
        double clipGradNorm,
        long seed,
        long checkpointEvery,
        HeldOut heldOut,
        Keep keep,
        TrainingData data) {

    /**
     * The objective of a stage: a weighted sum; 0 omits a term.
     *
     * @param tokens weight of the mean cross-entropy over supervised tokens
     * @param patches weight of predicting from each image feature the contents of its patch (scenes only)
     */
    public record Minimised(double tokens, double patches) {

        public Minimised {
            require(tokens >= 0 && patches >= 0, "objective", Math.min(tokens, patches));
            require(tokens + patches > 0, "objective", tokens + patches);
        }
    }

    /** Dtype of the linear layers. */
    public enum Compute {
        @JsonProperty("float32")
        FLOAT32,
        @JsonProperty("bfloat16")
        BFLOAT16
    }

    /**
     * The course of the learning rate.
     *
     * @param warmupRatio fraction of all steps; used if {@code warmupSteps} is 0
     */
    public record Rate(
            LearningRate.Schedule schedule, double peak, double minimum, long warmupSteps, double warmupRatio) {

        private long warmup(long steps) {
            return warmupSteps > 0 ? warmupSteps : (long) Math.ceil(warmupRatio * steps);
        }
    }

    /** The parameters of AdamW. */
    public record Optimizer(double beta1, double beta2, double epsilon, double weightDecay) {

        AdamW.Settings settings() {
            return new AdamW.Settings(beta1, beta2, epsilon, weightDecay);
        }
    }

    /**
     * @param every updates between losses; 0: never
     * @param batches batches per task for a loss on scenes; of a file all samples are used
     * @param questions questions per scene task for every checkpoint; 0: none
     */
    public record HeldOut(long every, int batches, int questions) {}

    /**
     * @param last number of the newest checkpoints that are kept
     * @param best number of checkpoints with the lowest held-out losses that are kept; above 0, one is written whenever the
     *     held-out loss is the lowest so far
     * @param patience the run ends after so many held-out losses that were not the lowest; 0: never
     */
    public record Keep(int last, int best, int patience) {}

    public StagePreset {
        train = List.copyOf(train);
        if (adapter.used() && !train.isEmpty()) {
            throw new QwenVlException(
                    "stage preset: train must be [] beside an adapter; adapter.save names whole modules");
        }
        require(steps > 0, "steps", steps);
        require(rows > 0, "rows", rows);
        require(accumulation > 0, "accumulation", accumulation);
        require(maxLength > 1, "maxLength", maxLength);
        require(checkpointEvery > 0, "checkpointEvery", checkpointEvery);
        require(learningRate.peak > 0, "learningRate.peak", learningRate.peak);
        require(learningRate.warmupSteps >= 0, "learningRate.warmupSteps", learningRate.warmupSteps);
        require(imageSize >= 0, "imageSize", imageSize);
        require(heldOut.every >= 0 && heldOut.batches > 0, "heldOut", heldOut.every);
        require(keep.last > 0, "keep.last", keep.last);
        require(keep.best >= 0, "keep.best", keep.best);
        require(keep.patience >= 0, "keep.patience", keep.patience);
        require(heldOut.questions >= 0, "heldOut.questions", heldOut.questions);
    }

    private static void require(boolean valid, String field, Number value) {
        if (!valid) {
            throw new QwenVlException("stage preset: " + field + " is " + value + ", which is too small");
        }
    }

    /** A copy whose number of steps is determined by the epochs, if epochs are given; every epoch uses every sample. */
    public StagePreset sized(SampleStore samples) {
        if (!(data instanceof FileData files) || files.epochs() <= 0) {
            return this;
        }
        long count = FileBatches.count(batches(), samples, files.weights(), files.epochs());
        return with(compute, Math.max(1, (count + accumulation - 1) / accumulation));
    }

    /** In float32 on a device that has no products of bfloat16: they would take many times longer, and round more. */
    public StagePreset on(TorchDevice device) {
        return device.multipliesBfloat16() ? this : with(Compute.FLOAT32, steps);
    }

    private StagePreset with(Compute products, long count) {
        return new StagePreset(
                stage,
                objective,
                train,
                adapter,
                products,
                gradientCheckpointing,
                imageSize,
                count,
                rows,
                accumulation,
                maxLength,
                filling,
                learningRate,
                visionLayerDecay,
                optimizer,
                clipGradNorm,
                seed,
                checkpointEvery,
                heldOut,
                keep,
                data);
    }

    /** Whether an adapter is trained, and not the base model. */
    @JsonIgnore
    public boolean isAdapter() {
        return adapter.used();
    }

    /** The batches of one of several processes. */
    public Share share(int process, int processes) {
        return new Share(process, processes, accumulation);
    }

    BatchPlan batches() {
        return new BatchPlan(rows, maxLength, filling, seed);
    }

    LearningRate schedule() {
        return new LearningRate(
                learningRate.schedule, learningRate.peak, learningRate.minimum, learningRate.warmup(steps), steps);
    }

    /** Whether the parameter of the base model with this name is trained. */
    boolean trains(String parameter) {
        return ModelPart.of(parameter).filter(train::contains).isPresent();
    }

    /** Writes it as a preset file; replaces an existing file. */
    public void write(Path file) {
        AtomicFile.write(
                file,
                channel -> AtomicFile.writeFully(channel, ByteBuffer.wrap(PresetFile.JSON.writeValueAsBytes(this))));
    }
}
