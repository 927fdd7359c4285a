package io.github.qwenvl4j.cli.bench;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.Chunk;
import io.github.qwenvl4j.model.ModelAdapter;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.RowPositions;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.model.VisionTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Times the steps of generation with one model, without tokenizing, sampling and reading pictures. */
record Benchmark(VisionLanguageModel model, Optional<ModelAdapter> adapter, KvCacheType kvCache, Device device) {

    private static final int CHUNK = 256; // as in generation
    private static final int STEPS = 15;
    private static final int RUNS = 9; // of steps one after the other
    private static final double RUN = 0.3; // seconds
    private static final double WARM_UP = 1.5; // seconds, until the JIT compiler is done
    static final int SIDE = 448; // pixels of the picture
    private static final long READ = 1L << 28; // bytes

    /** An empty session; the caller closes it. */
    Session newSession() {
        return model.newSession(kvCache);
    }

    /** Seconds for one picture, the better of two: the first run compiles kernels. */
    double vision() {
        byte[] noise = new byte[3 * SIDE * SIDE];
        new Random(1).nextBytes(noise);
        SeenPicture picture = model.see(RgbImage.of(SIDE, SIDE, noise));
        return TimedWork.best(2, () -> encode(picture));
    }

    private void encode(SeenPicture picture) {
        Optional<ModelAdapter> seenThrough = adapter.filter(ModelAdapter::changesPictures);
        try (VisionTask task =
                seenThrough.map(own -> model.begin(picture, own)).orElseGet(() -> model.begin(picture))) {
            while (!task.advance()) {
                // block after block
            }
        }
    }

    /** Seconds for a prompt, up to the logits of its last row; {@code session} holds it afterwards. */
    double prefill(Session session, int rows) {
        return TimedWork.once(() -> {
            RowPositions at = model.positions(Prompt.of(new int[rows]));
            for (int start = 0; start < rows; start += CHUNK) {
                int count = Math.min(CHUNK, rows - start);
                model.step(List.of(chunk(session, at, count, start + count == rows ? 1 : 0)));
            }
        });
    }

    /**
     * A step of decoding.
     *
     * @param seconds it took, among steps that follow each other as in an answer
     * @param readBandwidth of memory right before and after them, bytes per second
     * @param cached bytes of keys and values that it reads
     */
    record Step(double seconds, double readBandwidth, double cached) {}

    /** The next token of {@code batch} sessions of the same length, in one step: the median of several runs of steps. */
    Step decode(Session session, int batch) {
        RowPositions at = model.positions(Prompt.of(new int[session.length()]));
        List<Session> sessions = copies(session, batch);
        double cached = batch
                * (double) session.bytes()
                * session.length()
                / session.cache().capacity();
        try (ReadProbe memory = ReadProbe.of(device, READ)) {
            double step = 0;
            for (double warm = 0; warm < WARM_UP; warm += step) {
                step = decode(session, sessions, at, 1);
            }
            int count = (int) Math.max(1, RUN / step);
            List<Step> runs = new ArrayList<>();
            double before = memory.bandwidth();
            for (int i = 0; i < RUNS; i++) {
                decode(session, sessions, at, 1); // a small model is back in the caches then
                double seconds = decode(session, sessions, at, count);
                double after = memory.bandwidth();
                runs.add(new Step(seconds, (before + after) / 2, cached));
                before = after;
            }
            runs.sort(Comparator.comparingDouble(run -> run.seconds * run.readBandwidth));
            return runs.get(RUNS / 2);
        } finally {
            sessions.forEach(Session::close);
        }
    }

    /** How much longer a step of decoding takes through the adapter: the median of steps in turns with and without it. */
    double adapterCost(Session session, int batch) {
        RowPositions at = model.positions(Prompt.of(new int[session.length()]));
        List<Session> sessions = copies(session, batch);
        try {
            double[] costs = new double[STEPS];
            for (int i = 0; i < STEPS; i++) {
                double before = TimedWork.once(() -> decode(sessions, at, Optional.empty()));
                double through = TimedWork.once(() -> decode(sessions, at));
                double after = TimedWork.once(() -> decode(sessions, at, Optional.empty()));
                costs[i] = 2 * through / (before + after) - 1;
            }
            Arrays.sort(costs);
            return costs[STEPS / 2];
        } finally {
            sessions.forEach(Session::close);
        }
    }

    private List<Session> copies(Session session, int count) {
        List<Session> copies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Session copy = newSession();
            copies.add(copy);
            copy.copy(session, session.length());
        }
        return copies;
    }

    /** Seconds for each of {@code count} steps behind what {@code session} holds. */
    private double decode(Session session, List<Session> sessions, RowPositions at, int count) {
        sessions.forEach(each -> each.truncate(session.length()));
        return TimedWork.once(() -> {
                    for (int i = 0; i < count; i++) {
                        decode(sessions, at);
                    }
                })
                / count;
    }

    private void decode(List<Session> sessions, RowPositions at) {
        decode(sessions, at, adapter);
    }

    private void decode(List<Session> sessions, RowPositions at, Optional<ModelAdapter> through) {
        model.step(sessions.stream()
                .map(session -> chunk(session, at, 1, 1, through))
                .toList());
    }

    private Chunk chunk(Session session, RowPositions at, int rows, int wanted) {
        return chunk(session, at, rows, wanted, adapter);
    }

    private Chunk chunk(Session session, RowPositions at, int rows, int wanted, Optional<ModelAdapter> through) {
        int[] ids = new int[rows];
        Arrays.setAll(ids, i -> (session.length() + i) % Math.min(1000, model.vocabulary()));
        return new Chunk(
                session, ids, at, List.of(), Arrays.stream(ids).asLongStream().toArray(), wanted, through);
    }
}
