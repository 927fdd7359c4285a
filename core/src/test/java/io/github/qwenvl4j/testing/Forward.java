package io.github.qwenvl4j.testing;

import io.github.qwenvl4j.image.Preprocessor;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.QwenVlModel;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** A model driven by hand, without an engine. */
public final class Forward {

    private Forward() {}

    /** Features {@code [images * Q, D]} of a prompt's pictures, in the caller's scope; null without pictures. */
    public static Tensor features(QwenVlModel model, Prompt prompt) {
        if (prompt.images().isEmpty()) {
            return null;
        }
        int size = model.config().vision().imageSize();
        List<Tensor> pixels = prompt.images().stream()
                .map(placed -> Preprocessor.normalize(Preprocessor.resize(placed.image(), size), size))
                .map(values -> Tensors.floats(values, 1, 3, size, size))
                .toList();
        return model.encode(Tensors.cat(pixels, 0)).flatten(0, 1);
    }

    /** Brings a session, which keeps what it can, up to the end of a prompt; the logits behind its last row. */
    public static float[] prefill(QwenVlModel model, Session session, Prompt prompt, Tensor features) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            long[] keys = prompt.keys(model.config().vision().nQueries());
            int kept = session.resume(keys, model.language().ntkAlpha(prompt.length()));
            Tensor rows = model.embed(prompt, features, kept, prompt.length());
            Tensor hidden =
                    model.forward(List.of(new Chunk(session, rows, Arrays.copyOfRange(keys, kept, prompt.length()))));
            return Tensors.toFloats(model.logits(hidden.narrow(0, hidden.size(0) - 1, 1)));
        }
    }

    /** Appends ids to a session; the logits behind each. */
    public static float[][] decode(QwenVlModel model, Session session, int... ids) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            long[] keys = Arrays.stream(ids).asLongStream().toArray();
            Tensor logits = model.logits(model.forward(List.of(new Chunk(session, model.embed(ids), keys))));
            float[][] rows = new float[ids.length][];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = Tensors.toFloats(logits.select(0, i));
            }
            return rows;
        }
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
