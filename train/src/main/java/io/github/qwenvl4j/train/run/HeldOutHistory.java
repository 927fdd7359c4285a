package io.github.qwenvl4j.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The held-out losses of a run so far, each the mean over tasks. */
record HeldOutHistory(List<Point> points) {

    /** A held-out loss after a step. */
    record Point(long step, double loss) {}

    /** @param log lines of {@code log.jsonl} */
    static HeldOutHistory of(List<JsonNode> log) {
        List<Point> points = new ArrayList<>();
        for (JsonNode line : log) {
            if (line.has("heldOut")) {
                double sum = line.get("heldOut")
                        .valueStream()
                        .mapToDouble(JsonNode::asDouble)
                        .sum();
                points.add(new Point(
                        line.path("step").asLong(), sum / line.get("heldOut").size()));
            }
        }
        return new HeldOutHistory(points);
    }

    /** The steps with the lowest losses, the lowest first. */
    List<Long> best(int count) {
        return points.stream()
                .sorted(Comparator.comparingDouble(Point::loss).thenComparingLong(Point::step))
                .limit(count)
                .map(Point::step)
                .toList();
    }

    /** Whether the last loss is the lowest. */
    boolean improved() {
        return !points.isEmpty()
                && best(1).get(0) == points.get(points.size() - 1).step();
    }

    /** The number of losses since the lowest. */
    int sinceBest() {
        if (points.isEmpty()) {
            return 0;
        }
        long best = best(1).get(0);
        return (int) points.stream().filter(point -> point.step() > best).count();
    }
}
