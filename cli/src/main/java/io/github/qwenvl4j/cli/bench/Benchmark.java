package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.attention.KvCacheType;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.QwenVlModel;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.tensor.Scopes;
import io.github.qwenvl4j.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The steps of generation on one model, timed without text, sampling or pictures' files. */
record Benchmark(QwenVlModel model, KvCacheType kvCache) {

    private static final int CHUNK = 256; // as in generation
    private static final int STEPS = 15;
    private static final long READ = 1L << 28; // bytes

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
            return TimedWork.best(2, () -> model.encode(pixels));
        }
    }

    /** Seconds for a prompt, up to the logits of its last row; {@code session} holds it afterwards. */
    double prefill(Session session, int rows) {
        return TimedWork.once(() -> {
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

    /**
     * A step of decoding.
     *
     * @param seconds it took
     * @param readBandwidth of memory right before and after it, bytes per second
     */
    record Step(double seconds, double readBandwidth) {}

    /** The next token of {@code batch} sessions of the same length, in one step: the middle one of several. */
    Step decode(Session session, int batch) {
        List<Session> sessions = new ArrayList<>();
        try (NoGradGuard noGrad = new NoGradGuard();
                ReadProbe memory = new ReadProbe(READ)) {
            for (int i = 0; i < batch; i++) {
                Session copy = newSession();
                sessions.add(copy);
                copy.copy(session, session.length());
            }
            List<Step> steps = new ArrayList<>();
            double before = memory.bandwidth();
            for (int i = 0; i < STEPS; i++) {
                decode(sessions); // a small model is back in the caches then, as in an answer
                double seconds = TimedWork.once(() -> decode(sessions));
                double after = memory.bandwidth();
                steps.add(new Step(seconds, (before + after) / 2));
                before = after;
            }
            steps.sort(Comparator.comparingDouble(step -> step.seconds * step.readBandwidth));
            return steps.get(STEPS / 2);
        } finally {
            sessions.forEach(Session::close);
        }
    }

    private void decode(List<Session> sessions) {
        Scopes.run(() -> {
            List<Chunk> chunks = sessions.stream().map(s -> chunk(s, 1)).toList();
            Tensors.toFloats(model.logits(model.forward(chunks)));
        });
    }

    private Chunk chunk(Session session, int rows) {
        int[] ids = new int[rows];
        Arrays.setAll(ids, i -> (session.length() + i) % 1000);
        return new Chunk(
                session, model.embed(ids), Arrays.stream(ids).asLongStream().toArray());
    }
}
