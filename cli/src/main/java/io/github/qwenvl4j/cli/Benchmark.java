package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.language.KvCacheType;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.QwenVlModel;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The steps of generation on one model, timed without text, sampling or pictures' files. */
record Benchmark(QwenVlModel model, KvCacheType kvCache) {

    private static final int CHUNK = 512; // as in generation
    private static final int STEPS = 9;

    /** An empty session; the caller closes it. */
    Session newSession() {
        return new Session(model, kvCache);
    }

    /** Seconds for one picture, the better of two: the first run makes kernels. */
    double vision() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            int size = model.config().vision().imageSize();
            Tensor pixels = torch.randn(1, 3, size, size);
            return Stopwatch.best(2, () -> model.encode(pixels));
        }
    }

    /** Seconds for a prompt, up to the logits of its last row; {@code session} holds it afterwards. */
    double prefill(Session session, int rows) {
        return Stopwatch.once(() -> {
            try (NoGradGuard noGrad = new NoGradGuard()) {
                for (int start = 0; start < rows; start += CHUNK) {
                    int count = Math.min(CHUNK, rows - start);
                    try (PointerScope scope = new PointerScope()) {
                        Tensor hidden = model.forward(List.of(chunk(session, count)));
                        if (start + count == rows) {
                            Tensors.toFloats(model.logits(hidden.narrow(0, count - 1, 1)));
                        }
                    }
                }
            }
        });
    }

    /** Seconds for the next token of {@code batch} sessions of the same length, in one step; the session is left as it was. */
    double decode(Session session, int batch) {
        List<Session> sessions = new ArrayList<>();
        try (NoGradGuard noGrad = new NoGradGuard()) {
            for (int i = 0; i < batch; i++) {
                Session copy = newSession();
                sessions.add(copy);
                copy.copy(session, session.length());
            }
            return Stopwatch.median(STEPS, () -> {
                List<Chunk> chunks = sessions.stream().map(s -> chunk(s, 1)).toList();
                Tensors.toFloats(model.logits(model.forward(chunks)));
            });
        } finally {
            sessions.forEach(Session::close);
        }
    }

    private Chunk chunk(Session session, int rows) {
        int[] ids = new int[rows];
        Arrays.setAll(ids, i -> (session.length() + i) % 1000);
        return new Chunk(
                session, model.embed(ids), Arrays.stream(ids).asLongStream().toArray());
    }
}
