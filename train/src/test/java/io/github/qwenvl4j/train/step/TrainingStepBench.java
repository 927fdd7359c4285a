package io.github.qwenvl4j.train.step;

import com.sun.management.OperatingSystemMXBean;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.family.qwenvl.QwenVlModel;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.torch.TorchBackend;
import io.github.qwenvl4j.torch.TorchDevice;
import io.github.qwenvl4j.train.data.TokenBatch;
import io.github.qwenvl4j.train.parameters.Parameters;
import io.github.qwenvl4j.train.parameters.TrainableWeights;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.global.torch;

/**
 * Processor time of forward and backward of one batch, in float32 and bfloat16 turn by turn, all parts learning: {@code mvn -pl
 * core,train test-compile}, then this class with a checkpoint's folder as its argument. The least of
 * the rounds is told.
 */
final class TrainingStepBench {

    private static final int ROWS = 48;
    private static final int TEXT = 60;
    private static final int ROUNDS = 10;

    private TrainingStepBench() {}

    public static void main(String[] args) {
        try (Checkpoint checkpoint = Families.open(Path.of(args[0]));
                Parameters wide = Parameters.of(checkpoint);
                Parameters narrow = Parameters.of(checkpoint)) {
            List<TrainingStep> steps = List.of(
                    step(checkpoint, wide, torch.ScalarType.Float),
                    step(checkpoint, narrow, torch.ScalarType.BFloat16));
            TokenBatch batch = batch(checkpoint);
            double[][] millis = new double[steps.size()][ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < steps.size(); i++) {
                    long start = cpuNanos();
                    steps.get(i).backward(batch, 1);
                    millis[i][round] = (cpuNanos() - start) / 1e6;
                }
            }
            double[] fastest = Arrays.stream(millis)
                    .mapToDouble(times -> Arrays.stream(times).min().orElseThrow())
                    .toArray();
            System.out.printf(
                    Locale.ROOT,
                    "{\"rows\": %d, \"length\": %d, \"float32_cpu_ms\": %.1f, \"bfloat16_cpu_ms\": %.1f, \"ratio\": %.2f}%n",
                    batch.rows(),
                    batch.length(),
                    fastest[0],
                    fastest[1],
                    fastest[0] / fastest[1]);
        }
    }

    /** Of all threads: other processes do not count. */
    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static TrainingStep step(Checkpoint checkpoint, Parameters parameters, torch.ScalarType compute) {
        parameters.train(name -> !name.endsWith("pos_embed"));
        QwenVlModel model = new QwenVlModel(
                new TrainableWeights(parameters, new TorchBackend(TorchDevice.CPU, compute)),
                QwenVlConfig.of(checkpoint),
                QwenVlConfig.of(checkpoint).language().vocabSize());
        return new TrainingStep(model, FirstTrained.VISION, false);
    }

    /** Noise in the shape of one picture and a short text to a row. */
    private static TokenBatch batch(Checkpoint checkpoint) {
        SplittableRandom random = new SplittableRandom(1);
        int queries = QwenVlConfig.of(checkpoint).vision().nQueries();
        int size = QwenVlConfig.of(checkpoint).vision().imageSize();
        int length = queries + 2 + TEXT;
        int[] ids = random.ints((long) ROWS * length, 0, 256).toArray();
        int[] labels = ids.clone();
        List<float[]> pixels = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            Arrays.fill(labels, row * length, row * length + queries + 2 + TEXT / 2, TokenBatch.IGNORED);
            float[] picture = new float[3 * size * size];
            for (int i = 0; i < picture.length; i++) {
                picture[i] = (float) random.nextDouble(-2, 2);
            }
            pixels.add(picture);
        }
        List<TokenBatch.Placed> placed = IntStream.range(0, ROWS)
                .mapToObj(row -> new TokenBatch.Placed(row * length, row))
                .toList();
        return new TokenBatch(ROWS, length, ids, labels, new int[ids.length], pixels, placed);
    }
}
