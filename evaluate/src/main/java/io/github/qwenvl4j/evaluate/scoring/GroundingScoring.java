package io.github.qwenvl4j.evaluate.scoring;

import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.data.JsonRecords;
import io.github.qwenvl4j.evaluate.data.Judged;
import io.github.qwenvl4j.evaluate.data.Referenced;
import io.github.qwenvl4j.evaluate.metric.GroundedBox;
import io.github.qwenvl4j.evaluate.metric.Mode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** The share of boxes that overlap enough with the right one. */
public final class GroundingScoring implements BenchmarkScoring<PlaceReference> {

    private static final int CORNERS = 4;
    private static final double[] FURTHER = {0.75, 0.9}; // overlaps
    private static final int BATCH = 8; // of the documented command
    private static final int PROCESSES = 8;

    @Override
    public List<Referenced<PlaceReference>> references(Path annotations) {
        return JsonRecords.read(
                annotations, "", each -> new Referenced<>(String.valueOf(each.number()), reference(each)));
    }

    private static PlaceReference reference(JsonRecord each) {
        double[] box = each.numbers("bbox", CORNERS);
        return new PlaceReference(
                new GroundedBox((float) box[0], (float) box[1], (float) box[2], (float) box[3]),
                each.integer("width"),
                each.integer("height"));
    }

    @Override
    public Scores score(List<Judged<PlaceReference>> judged, Mode mode) {
        double[] overlaps = judged.stream()
                .mapToDouble(each -> GroundedBox.of(
                                each.answer(),
                                each.right().width(),
                                each.right().height(),
                                mode)
                        .overlap(each.right().box()))
                .toArray();
        double[] right = Arrays.stream(overlaps)
                .map(overlap -> overlap >= GroundedBox.ENOUGH ? 1 : 0)
                .toArray();
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("precision_at_1", Arrays.stream(right).average().orElse(0));
        for (double least : FURTHER) {
            double share =
                    Arrays.stream(overlaps).filter(overlap -> overlap >= least).count() / (double) judged.size();
            metrics.put(String.format(Locale.ROOT, "precision_at_overlap_%.2f", least), share);
        }
        metrics.put(
                "mean_overlap", Arrays.stream(overlaps).filter(Double::isFinite).sum() / judged.size());
        if (mode == Mode.OFFICIAL) {
            metrics.put("precision_at_1_drop_last", dropLast(right));
        }
        return new Scores(metrics, right);
    }

    /** What the documented command prints: each of eight processes leaves its incomplete last batch out. */
    private static Map<String, Object> dropLast(double[] right) {
        List<Integer> kept = keptByDropLast(right.length, BATCH, PROCESSES);
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("items", kept.size());
        kept.stream().mapToDouble(i -> right[i]).average().ifPresent(mean -> value.put("value", mean));
        return value;
    }

    /** The items that are evaluated where each process takes a contiguous share and only whole batches of it. */
    static List<Integer> keptByDropLast(int items, int batch, int processes) {
        int[] shares = IntStream.range(0, processes)
                .map(rank -> items / processes + (rank < items % processes ? 1 : 0))
                .toArray();
        return IntStream.range(0, processes)
                .flatMap(rank -> {
                    int begin = Arrays.stream(shares, 0, rank).sum();
                    return IntStream.range(begin, begin + shares[rank] / batch * batch);
                })
                .boxed()
                .toList();
    }

    @Override
    public String difference() {
        return "official divides coordinates by 999, and its program leaves out incomplete last batches (precision_at_1_drop_last),"
                + " strict divides by 1000";
    }
}
