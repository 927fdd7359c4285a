package io.github.qwenvl4j.batch;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.batch.output.RowFile;
import io.github.qwenvl4j.batch.run.LabelRun;
import io.github.qwenvl4j.batch.run.Precautions;
import io.github.qwenvl4j.batch.run.RunEvents;
import io.github.qwenvl4j.batch.source.ItemSource;
import io.github.qwenvl4j.memory.NativeMemory;
import io.github.qwenvl4j.memory.ResidentMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/**
 * {@code PICTURES SPEC OUT MINUTES}: labels as {@code qwenvl batch} does and prints memory every ten seconds, then quarter by quarter. With a
 * heap of a fixed size ({@code -Xms256m -Xmx256m -XX:+AlwaysPreTouch}) what grows is native memory.
 */
final class LabelSoak implements RunEvents {

    private static final int EVERY_SECONDS = 10;
    private static final int QUARTERS = 4;
    private static final long FEATURES = 16 << 20; // full after a minute, so that it is not taken for a leak
    private static final double MB = 1e6;

    private record Sample(long seconds, long rows, long resident, long blocks, long heap) {

        String line() {
            return "%5d s %7d rows %7.1f MB resident %6d native blocks %6.1f MB of the heap"
                    .formatted(seconds, rows, resident / MB, blocks, heap / MB);
        }
    }

    private final long start = System.nanoTime();
    private final AtomicLong rows = new AtomicLong();
    private final List<Sample> samples = new ArrayList<>();

    private LabelSoak() {}

    public static void main(String[] args) {
        LabelSoak soak = new LabelSoak();
        long end = soak.start + TimeUnit.MINUTES.toNanos(Long.parseLong(args[3]));
        ScheduledExecutorService sampling = Executors.newSingleThreadScheduledExecutor();
        OpenOptions machine = OpenOptions.defaults().withBatch(16).withQueue(64).withFeatureCacheBytes(FEATURES);
        try (RowFile out = RowFile.open(Path.of(args[2]));
                PictureLabeller labeller = PictureLabeller.open(LabelSpec.read(Path.of(args[1])), machine)) {
            sampling.scheduleAtFixedRate(soak::sample, 0, EVERY_SECONDS, TimeUnit.SECONDS);
            boolean all = new LabelRun(labeller, out, Precautions.NONE, 1, soak)
                    .label(ItemSource.of(Path.of(args[0]), Optional.empty()), () -> System.nanoTime() - end >= 0);
            System.out.println(all ? "too few pictures for this time" : "time is over");
        } finally {
            sampling.shutdownNow();
        }
        soak.quarters();
    }

    private void sample() {
        Runtime heap = Runtime.getRuntime();
        Sample sample = new Sample(
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
                rows.get(),
                ResidentMemory.bytes(),
                NativeMemory.blocks(),
                heap.totalMemory() - heap.freeMemory());
        samples.add(sample);
        System.out.println(sample.line());
    }

    private void quarters() {
        for (int quarter = 0; quarter < QUARTERS; quarter++) {
            List<Sample> part =
                    samples.subList(quarter * samples.size() / QUARTERS, (quarter + 1) * samples.size() / QUARTERS);
            LongSummaryStatistics resident = over(part, Sample::resident);
            LongSummaryStatistics blocks = over(part, Sample::blocks);
            System.out.printf(
                    "quarter %d: resident %.1f to %.1f MB, mean %.1f; native blocks %d to %d, mean %.0f; least heap %.1f MB%n",
                    quarter + 1,
                    resident.getMin() / MB,
                    resident.getMax() / MB,
                    resident.getAverage() / MB,
                    blocks.getMin(),
                    blocks.getMax(),
                    blocks.getAverage(),
                    over(part, Sample::heap).getMin() / MB);
        }
    }

    private static LongSummaryStatistics over(List<Sample> part, ToLongFunction<Sample> value) {
        return part.stream().mapToLong(value).summaryStatistics();
    }

    @Override
    public void begin(String source) {
        // only what is done counts
    }

    @Override
    public void end(String source, List<LabelRow> labelled) {
        rows.addAndGet(labelled.size());
    }
}
