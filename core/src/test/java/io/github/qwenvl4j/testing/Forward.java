package io.github.qwenvl4j.testing;

import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.PictureFeatures;
import io.github.qwenvl4j.model.PlacedFeatures;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.RowPositions;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.model.VisionTask;
import java.util.Arrays;
import java.util.List;

/** A model driven by hand, without an engine. */
public final class Forward {

    private Forward() {}

    /** Brings a session, which keeps what it can, up to the end of a prompt; the logits behind its last row. */
    public static float[] prefill(VisionLanguageModel model, Session session, Prompt prompt) {
        return prefill(model, session, prompt, 1)[0];
    }

    /** The same with the logits behind the last {@code wanted} rows. */
    public static float[][] prefill(VisionLanguageModel model, Session session, Prompt prompt, int wanted) {
        List<PlacedFeatures> pictures = prompt.pictures().stream()
                .map(placed -> new PlacedFeatures(
                        placed.firstRow(), placed.picture().rows(), features(model, placed.picture())))
                .toList();
        RowPositions at = model.positions(prompt);
        long[] keys = prompt.keys(at);
        int kept = session.resume(keys);
        int[] ids = Arrays.copyOfRange(prompt.ids(), kept, prompt.length());
        try {
            return model.step(List.of(
                    new Chunk(session, ids, at, pictures, Arrays.copyOfRange(keys, kept, prompt.length()), wanted)));
        } finally {
            pictures.forEach(picture -> picture.features().close());
        }
    }

    /** The features of a picture; the caller closes them. */
    public static PictureFeatures features(VisionLanguageModel model, SeenPicture picture) {
        try (VisionTask task = model.begin(picture)) {
            while (!task.advance()) {
                // block after block
            }
            return task.features();
        }
    }

    /** Appends ids behind a prompt; the logits behind each. */
    public static float[][] decode(VisionLanguageModel model, Session session, RowPositions at, int... ids) {
        long[] keys = Arrays.stream(ids).mapToLong(at::key).toArray();
        return model.step(List.of(new Chunk(session, ids, at, List.of(), keys, ids.length)));
    }

    /** The id of the largest logit, the lowest among equals. */
    public static int likeliest(float[] logits) {
        int best = 0;
        for (int id = 1; id < logits.length; id++) {
            best = logits[id] > logits[best] ? id : best;
        }
        return best;
    }
}
