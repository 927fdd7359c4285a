package io.github.qwenvl4j.train.merge;

import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.internal.Internals;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.ModelAdapter;
import io.github.qwenvl4j.model.PlacedFeatures;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.RowPositions;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.model.VisionTask;
import java.util.ArrayList;
import java.util.List;

/** The logits behind the last rows of prompts. */
final class PromptLogits {

    private static final int ROWS = 16;

    private PromptLogits() {}

    /** Of all prompts, one behind the other. */
    static List<float[]> of(Internals model, List<Prompt> prompts) {
        List<float[]> logits = new ArrayList<>();
        prompts.forEach(prompt -> logits.addAll(List.of(of(model.network(), prompt))));
        return logits;
    }

    /** Runs a prompt through a model. */
    static float[][] of(VisionLanguageModel network, Prompt prompt) {
        List<PlacedFeatures> pictures = new ArrayList<>();
        try (Session session = network.newSession(KvCacheType.COMPUTED)) {
            prompt.pictures().forEach(placed -> pictures.add(features(network, prompt, placed)));
            RowPositions at = network.positions(prompt);
            int wanted = Math.min(ROWS, prompt.length());
            return network.step(
                    List.of(new Chunk(session, prompt.ids(), at, pictures, prompt.keys(at), wanted, prompt.adapter())));
        } finally {
            pictures.forEach(picture -> picture.features().close());
        }
    }

    private static PlacedFeatures features(VisionLanguageModel network, Prompt prompt, Prompt.Placed placed) {
        try (VisionTask task = prompt.adapter()
                .filter(ModelAdapter::changesPictures)
                .map(adapter -> network.begin(placed.picture(), adapter))
                .orElseGet(() -> network.begin(placed.picture()))) {
            while (!task.advance()) {
                // block after block
            }
            return new PlacedFeatures(placed.firstRow(), placed.picture().rows(), task.features());
        }
    }

    /** The mean cosine of rows. */
    static double cosine(List<float[]> some, List<float[]> others) {
        double sum = 0;
        for (int row = 0; row < some.size(); row++) {
            float[] a = some.get(row);
            float[] b = others.get(row);
            double product = 0;
            double first = 0;
            double second = 0;
            for (int i = 0; i < a.length; i++) {
                product += (double) a[i] * b[i];
                first += (double) a[i] * a[i];
                second += (double) b[i] * b[i];
            }
            sum += product / Math.sqrt(first * second);
        }
        return sum / some.size();
    }
}
