package io.github.qwenvl4j.train.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.testing.TestDevice;
import io.github.qwenvl4j.torch.Tensors;
import io.github.qwenvl4j.torch.TorchDevice;
import io.github.qwenvl4j.train.data.FileSamples;
import io.github.qwenvl4j.train.parallel.DaemonThread;
import io.github.qwenvl4j.train.parallel.MeetingPoint;
import io.github.qwenvl4j.train.parallel.Member;
import io.github.qwenvl4j.train.parallel.ProcessGroup;
import io.github.qwenvl4j.train.sample.SkippedData;
import io.github.qwenvl4j.train.testing.TinyModel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gradients of processes that share an update are those of one process. */
@Timeout(300)
@Tag("slow") // runs on one JDK
class SharedGradientsTest {

    private static final StagePreset PRESET = TinyModel.preset("multitask", "accumulation=3", "compute=float32");

    @TempDir
    private Path folder;

    private Path start;

    @BeforeEach
    void write() {
        start = TinyModel.write(folder);
    }

    private record Result(Stage.Update update, Map<String, float[]> gradients) {}

    /** One update; its clipped gradients. */
    private Result update(Member member) {
        try (ProcessGroup group = member.join("");
                Checkpoint checkpoint = Families.open(start);
                Stage stage = stage(checkpoint, group);
                PointerScope scope = new PointerScope()) {
            stage.copyFirst();
            Stage.Update update = stage.update();
            Map<String, float[]> gradients = new LinkedHashMap<>();
            stage.parameters()
                    .trainable()
                    .forEach((name, parameter) -> gradients.put(name, Tensors.toFloats(parameter.grad())));
            return new Result(update, gradients);
        }
    }

    /** One at a time: the objective begins with random numbers, whose seed all threads of a process share. */
    private static synchronized Stage stage(Checkpoint checkpoint, ProcessGroup group) {
        return new Stage(
                PRESET, checkpoint, FileSamples.none(), TorchDevice.of(TestDevice.DEVICE), SkippedData.none(), group);
    }

    private List<Result> together(int size) {
        try (MeetingPoint point = MeetingPoint.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), size)) {
            List<CompletableFuture<Result>> each = IntStream.range(0, size)
                    .mapToObj(rank -> Member.parse(rank + "/" + size + "@localhost:" + point.port()))
                    .map(member -> CompletableFuture.supplyAsync(() -> update(member), new DaemonThread("member")))
                    .toList();
            return each.stream().map(CompletableFuture::join).toList();
        }
    }

    @Test
    void twoAndThreeProcessesGiveTheGradientsOfOne() {
        Result alone = update(Member.ALONE);
        for (int size : new int[] {2, 3}) {
            for (Result shared : together(size)) {
                assertThat(difference(shared.update.loss(), alone.update.loss()))
                        .isLessThan(1e-6);
                assertThat(difference(shared.update.gradNorm(), alone.update.gradNorm()))
                        .isLessThan(1e-6);
                assertThat(shared.update.samples()).isEqualTo(alone.update.samples());
                alone.gradients.forEach((name, gradient) -> assertThat(distance(shared.gradients.get(name), gradient))
                        .as(name)
                        .isLessThan(1e-6));
            }
        }
    }

    private static double difference(double value, double wanted) {
        return Math.abs(value - wanted) / Math.abs(wanted);
    }

    /** Relative to the norm. */
    private static double distance(float[] values, float[] wanted) {
        double squares = 0;
        double norm = 0;
        for (int i = 0; i < wanted.length; i++) {
            squares += Math.pow((double) values[i] - wanted[i], 2);
            norm += (double) wanted[i] * wanted[i];
        }
        return Math.sqrt(squares / norm);
    }
}
