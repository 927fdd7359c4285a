package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.model.PictureFeatures;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.model.VisionTask;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.DelegatingModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The largest gap between two tokens of four running answers while a fifth question about a picture begins: a block of the
 * tower per step, as the engine does it, against the whole picture in one step, and against a picture that has been encoded
 * before, so that only the rows of the prompt are computed. {@code VisionGap CHECKPOINT ROUNDS}.
 */
public final class VisionGap {

    private static final int STREAMS = 4;
    private static final long FAR = System.nanoTime() + TimeUnit.HOURS.toNanos(2);

    private VisionGap() {}

    public static void main(String[] args) throws Exception {
        try (QwenVl model = QwenVl.open(Path.of(args[0]))) {
            VisionLanguageModel sliced = model.internals().engineModel().network();
            for (int round = 0; round < Integer.parseInt(args[1]); round++) {
                double[] slices = gaps(model, sliced, 2 * round);
                double[] whole = gaps(model, new Unsliced(sliced), 2 * round + 1);
                System.out.printf(
                        Locale.ROOT,
                        "in slices %8.1f ms   in one step %8.1f ms   encoded before %8.1f, %8.1f ms%n",
                        slices[0],
                        whole[0],
                        slices[1],
                        whole[1]);
            }
        }
    }

    /** Notes the largest time between two tokens. */
    private static final class Gaps implements EventSink {

        private final AtomicLong last = new AtomicLong();
        private final AtomicLong largest = new AtomicLong();

        @Override
        public void accept(AnswerEvent event) {
            if (event instanceof AnswerEvent.Token) {
                long now = System.nanoTime();
                long before = last.getAndSet(now);
                largest.accumulateAndGet(before == 0 ? 0 : now - before, Math::max);
            }
        }
    }

    /** While the picture is encoded, and when the same picture is asked about again. */
    private static double[] gaps(QwenVl model, VisionLanguageModel network, int seed) throws Exception {
        EngineModel with =
                new EngineModel(network, model.internals().engineModel().text(), KvCacheType.COMPUTED, 1 << 20);
        AnswerOptions endless = AnswerOptions.greedy(4000).withFrequencyPenalty(-2);
        try (Engine engine = new Engine(with, EngineLimits.DEFAULT, report -> {})) {
            List<Gaps> streams = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                Gaps gaps = new Gaps();
                streams.add(gaps);
                Prompt prompt = model.internals().prompt(Dialogue.of(Message.user("stream " + i)));
                engine.submit(List.of(new AnswerRequest(prompt, endless, Owner.once(), FAR, gaps)));
            }
            Thread.sleep(2000);
            byte[] noise = new byte[3 * 448 * 448];
            new Random(seed).nextBytes(noise);
            Picture picture = Picture.of(RgbImage.of(448, 448, noise)).named("noise");
            return new double[] {
                gap(model, engine, streams, picture, "What is this?"), gap(model, engine, streams, picture, "And this?")
            };
        }
    }

    private static double gap(QwenVl model, Engine engine, List<Gaps> streams, Picture picture, String question)
            throws Exception {
        Prompt shown = model.internals().prompt(Dialogue.of(Message.user(question, picture)));
        streams.forEach(gaps -> gaps.largest.set(0));
        Collected answer = new Collected();
        engine.submit(List.of(new AnswerRequest(shown, AnswerOptions.greedy(1), Owner.once(), FAR, answer)));
        answer.await();
        long ended = System.nanoTime();
        while (streams.stream().anyMatch(gaps -> gaps.last.get() < ended)) { // the step's own tokens come after its end
            Thread.sleep(1);
        }
        return streams.stream().mapToLong(gaps -> gaps.largest.get()).max().orElseThrow() / 1e6;
    }

    /** Encodes a picture in one go. */
    private static final class Unsliced extends DelegatingModel {

        Unsliced(VisionLanguageModel whole) {
            super(whole);
        }

        @Override
        public VisionTask begin(SeenPicture picture) {
            VisionTask task = whole.begin(picture);
            return new VisionTask() {
                @Override
                public boolean advance() {
                    while (!task.advance()) {
                        // the next block at once
                    }
                    return true;
                }

                @Override
                public PictureFeatures features() {
                    return task.features();
                }

                @Override
                public void close() {
                    task.close();
                }
            };
        }
    }
}
