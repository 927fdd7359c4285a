package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.train.scenes.Scene;
import io.github.qwenvl4j.train.scenes.SceneGenerator;
import io.github.qwenvl4j.train.scenes.SceneOptions;
import io.github.qwenvl4j.train.scenes.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Batches of the vision start; batch n depends only on the seed and n. */
public record DenseBatches(BatchPlan plan, SceneData data, VisionConfig vision, Split split)
        implements BatchSource<DenseBatch> {

    @Override
    public DenseBatch batch(long index) {
        SplittableRandom random = new SplittableRandom(plan.seed() * 31 + index);
        SceneOptions objects = data.options(index);
        SceneOptions signs = objects.withSigns(1, 3).withObjects(0, Math.min(2, objects.maxObjects()));
        List<Scene> scenes = new ArrayList<>();
        for (int i = 0; i < plan.rows(); i++) {
            SceneOptions options = random.nextDouble() < data.signShare() ? signs : objects;
            scenes.add(new SceneGenerator(options).generate(split.seed(random.nextLong())));
        }
        return DenseBatch.of(scenes, vision.imageSize(), vision.grid());
    }
}
