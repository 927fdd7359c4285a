package io.github.qwenvl4j.generate;

import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.QwenVlModel;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The two steps of generation: prefill of a prompt and decoding of single tokens, both without gradients and each in a
 * scope of its own. Logits are computed for the rows that need them only. Thread-safe as far as the sessions are distinct.
 */
final class Decoder {

    private static final int CHUNK = 256; // rows of a prompt computed together: bounds the memory of long prompts

    private final QwenVlModel model;

    Decoder(QwenVlModel model) {
        this.model = model;
    }

    /** Brings a session up to the end of a prompt; the logits {@code [V]} of its last row. */
    float[] prefill(PromptRows rows) {
        while (true) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                Tensor hidden = model.forward(List.of(rows.next(CHUNK)));
                if (rows.remaining() == 0) {
                    return Tensors.toFloats(model.logits(hidden.narrow(0, hidden.size(0) - 1, 1)));
                }
            }
        }
    }

    /** Appends tokens to a session; the logits {@code [ids.length][V]} of their rows. */
    float[][] decode(Session session, int... ids) {
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

    /** Rows that a session can hold. */
    int positions() {
        return model.config().language().maxPositionEmbeddings();
    }
}
