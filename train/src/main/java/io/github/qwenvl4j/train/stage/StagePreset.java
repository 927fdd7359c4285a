package io.github.qwenvl4j.train.stage;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.train.optimizer.AdamW;
import io.github.qwenvl4j.train.optimizer.LearningRate;
import java.util.List;

/**
 * Every number of a stage.
 *
 * @param stage its name, as the log writes it
 * @param objective what is minimised
 * @param train which parts learn
 * @param compute dtype of the linear layers; master weights are float32
 * @param gradientCheckpointing whether blocks are computed twice to save memory
 * @param steps updates in all
 * @param rows sequences (or pictures) of a batch
 * @param accumulation batches per update
 * @param maxLength longest sequence in ids
 * @param learningRate over the steps
 * @param visionLayerDecay factor from each block of the vision transformer to the one before
 * @param optimizer AdamW's numbers
 * @param clipGradNorm joint norm of the gradients at most
 * @param seed of data and order
 * @param checkpointEvery updates between checkpoints
 * @param scenes the data
 */
public record StagePreset(
        String stage,
        ObjectiveKind objective,
        List<Part> train,
        Compute compute,
        boolean gradientCheckpointing,
        long steps,
        int rows,
        int accumulation,
        int maxLength,
        Rate learningRate,
        double visionLayerDecay,
        Optimizer optimizer,
        double clipGradNorm,
        long seed,
        long checkpointEvery,
        SceneData scenes) {

    /** What a stage minimises. */
    public enum ObjectiveKind {
        @JsonProperty("tokens")
        TOKENS,
        @JsonProperty("dense-patches")
        DENSE_PATCHES
    }

    /** Dtype of the linear layers. */
    public enum Compute {
        @JsonProperty("float32")
        FLOAT32,
        @JsonProperty("bfloat16")
        BFLOAT16
    }

    /** Linear warm-up, then cosine decay from peak to minimum. */
    public record Rate(double peak, double minimum, long warmupSteps) {}

    /** The numbers of AdamW. */
    public record Optimizer(double beta1, double beta2, double epsilon, double weightDecay) {

        AdamW.Settings settings() {
            return new AdamW.Settings(beta1, beta2, epsilon, weightDecay);
        }
    }

    public StagePreset {
        train = List.copyOf(train);
        require(steps > 0, "steps", steps);
        require(rows > 0, "rows", rows);
        require(accumulation > 0, "accumulation", accumulation);
        require(maxLength > 1, "maxLength", maxLength);
        require(checkpointEvery > 0, "checkpointEvery", checkpointEvery);
        require(learningRate.peak > 0, "learningRate.peak", learningRate.peak);
    }

    private static void require(boolean valid, String field, Number value) {
        if (!valid) {
            throw new QwenVlException("stage preset: " + field + " is " + value + ", which is too small");
        }
    }

    LearningRate schedule() {
        return new LearningRate(learningRate.peak, learningRate.minimum, learningRate.warmupSteps, steps);
    }

    /** Whether a parameter of this name learns. */
    boolean trains(String parameter) {
        return Part.of(parameter).filter(train::contains).isPresent();
    }
}
