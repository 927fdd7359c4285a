package io.github.qwenvl4j.train.stage;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.family.qwenvl.QwenVlModel;
import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.train.data.BatchSource;
import io.github.qwenvl4j.train.data.Collator;
import io.github.qwenvl4j.train.data.DenseBatches;
import io.github.qwenvl4j.train.data.FileBatches;
import io.github.qwenvl4j.train.data.FileData;
import io.github.qwenvl4j.train.data.FileSamples;
import io.github.qwenvl4j.train.data.Labeller;
import io.github.qwenvl4j.train.data.SceneBatches;
import io.github.qwenvl4j.train.data.SceneData;
import io.github.qwenvl4j.train.data.Share;
import io.github.qwenvl4j.train.data.TokenBatch;
import io.github.qwenvl4j.train.objective.DenseObjective;
import io.github.qwenvl4j.train.objective.Objective;
import io.github.qwenvl4j.train.objective.TokenObjective;
import io.github.qwenvl4j.train.objective.WeightedSum;
import io.github.qwenvl4j.train.parallel.ProcessGroup;
import io.github.qwenvl4j.train.sample.PictureSource;
import io.github.qwenvl4j.train.sample.SkippedData;
import io.github.qwenvl4j.train.scenes.ScenePictures;
import io.github.qwenvl4j.train.scenes.Split;
import io.github.qwenvl4j.train.step.FirstTrained;
import io.github.qwenvl4j.train.step.TrainingStep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Creates the objective of a preset with its data.
 *
 * @param first first trained part of the model
 */
record Objectives(
        StagePreset preset,
        QwenVlModel model,
        FirstTrained first,
        FileSamples samples,
        SkippedData skipped,
        ProcessGroup group) {

    /** @param rankFile of the checkpoint from which the stage starts */
    Objective make(Path rankFile) {
        StagePreset.Minimised weights = preset.objective();
        List<WeightedSum.Term> terms = new ArrayList<>();
        if (weights.tokens() > 0) {
            terms.add(new WeightedSum.Term(tokens(rankFile), weights.tokens()));
        }
        if (weights.patches() > 0) {
            terms.add(new WeightedSum.Term(patches(), weights.patches()));
        }
        return new WeightedSum(terms);
    }

    private Objective tokens(Path rankFile) {
        QwenTokenizer tokenizer =
                QwenTokenizer.load(rankFile, model.config().vision().nQueries());
        TrainingStep step = new TrainingStep(model, first, preset.gradientCheckpointing(), group::requireAll);
        return preset.data() instanceof FileData files ? files(files, step, tokenizer) : scenes(step, tokenizer);
    }

    private Objective patches() {
        if (!(preset.data() instanceof SceneData scenes)) {
            throw new QwenVlException("stage preset: objective.patches needs data of kind scenes");
        }
        VisionConfig vision = model.config().vision();
        return new DenseObjective(
                model,
                share().of(new DenseBatches(preset.batches(), scenes, vision, Split.TRAINING)),
                new DenseBatches(preset.batches(), scenes.rampedUp(), vision, Split.HELD_OUT));
    }

    private Objective scenes(TrainingStep step, QwenTokenizer tokenizer) {
        SceneData data = (SceneData) preset.data();
        Labeller labeller = new Labeller(tokenizer);
        Collator collator = collator(new ScenePictures(), tokenizer);
        Map<String, Supplier<BatchSource<TokenBatch>>> heldOut = new TreeMap<>();
        data.sceneTasks().forEach(task -> {
            SceneData alone = data.rampedUp().withTasks(Map.of(task, 1.0));
            heldOut.put(
                    task.label(), () -> new SceneBatches(preset.batches(), alone, labeller, collator, Split.HELD_OUT));
        });
        return new TokenObjective(
                step,
                share().of(new SceneBatches(preset.batches(), data, labeller, collator, Split.TRAINING)),
                heldOut,
                group);
    }

    private Objective files(FileData data, TrainingStep step, QwenTokenizer tokenizer) {
        Labeller labeller = new Labeller(tokenizer, data.trustTags());
        ImageLoader images = ImageLoader.standard();
        Collator collator = collator(images::load, tokenizer);
        Map<String, Supplier<BatchSource<TokenBatch>>> heldOut = data.heldOut().isEmpty()
                ? Map.of()
                : Map.of(
                        "held_out",
                        () -> new FileBatches(preset.batches(), samples.heldOut(), List.of(1.0), labeller, collator));
        return new TokenObjective(
                step,
                share().of(new FileBatches(preset.batches(), samples.training(), data.weights(), labeller, collator)),
                heldOut,
                group);
    }

    private Share share() {
        return preset.share(group.rank(), group.size());
    }

    private Collator collator(PictureSource pictures, QwenTokenizer tokenizer) {
        return new Collator(
                pictures,
                model.config().vision().imageSize(),
                tokenizer.specials().endOfText(),
                preset.filling(),
                skipped);
    }

    /** @param trained names of the trained parameters */
    static FirstTrained firstTrained(Collection<String> trained) {
        List<ModelPart> parts =
                trained.stream().flatMap(name -> ModelPart.of(name).stream()).toList();
        if (parts.contains(ModelPart.VISION)) {
            return FirstTrained.VISION;
        }
        boolean resampler = parts.contains(ModelPart.RESAMPLER) || parts.contains(ModelPart.VISION_PROJECTION);
        return resampler ? FirstTrained.RESAMPLER : FirstTrained.LANGUAGE;
    }
}
