package io.github.qwenvl4j.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.Mark;
import io.github.qwenvl4j.grounding.Point;
import io.github.qwenvl4j.grounding.Quad;
import io.github.qwenvl4j.grounding.Region;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The regions of pictures that an answer names. They are the attribute {@link #ATTRIBUTE} of the {@link AiMessage}, as lists and
 * maps that a chat memory can store as JSON: {@code ref} (absent for a place without words), {@code start} and {@code end} of
 * these words in the text without tags, and {@code marks}: boxes of 4 and quads of 8 coordinates, in thousandths of the picture.
 */
public final class QwenVlRegions {

    /** Absent if the answer names no regions. */
    public static final String ATTRIBUTE = "regions";

    private static final int BOX = 4;

    private QwenVlRegions() {}

    /** The regions that an answer names, in the order of its text. */
    public static List<Region> of(AiMessage answer) {
        return answer.attributes().get(ATTRIBUTE) instanceof List<?> regions
                ? regions.stream().map(each -> region((Map<?, ?>) each)).toList()
                : List.of();
    }

    static Map<String, Object> attributes(List<Region> regions) {
        return regions.isEmpty()
                ? Map.of()
                : Map.of(ATTRIBUTE, regions.stream().map(QwenVlRegions::data).toList());
    }

    private static Map<String, Object> data(Region region) {
        Map<String, Object> data = new LinkedHashMap<>();
        region.ref().ifPresent(ref -> data.put("ref", ref));
        data.put("start", region.start());
        data.put("end", region.end());
        data.put(
                "marks", region.marks().stream().map(QwenVlRegions::coordinates).toList());
        return data;
    }

    private static List<Integer> coordinates(Mark mark) {
        if (mark instanceof Box box) {
            return List.of(box.x1(), box.y1(), box.x2(), box.y2());
        }
        return ((Quad) mark)
                .points().stream()
                        .flatMap(point -> Stream.of(point.x(), point.y()))
                        .toList();
    }

    private static Region region(Map<?, ?> data) {
        List<Mark> marks = new ArrayList<>();
        for (Object each : (List<?>) data.get("marks")) {
            marks.add(mark(((List<?>) each).stream().map(QwenVlRegions::number).toList()));
        }
        Optional<String> ref = Optional.ofNullable((String) data.get("ref"));
        return new Region(ref, marks, number(data.get("start")), number(data.get("end")));
    }

    private static int number(Object value) {
        return ((Number) value).intValue();
    }

    private static Mark mark(List<Integer> numbers) {
        if (numbers.size() == BOX) {
            return new Box(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3));
        }
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i += 2) {
            points.add(new Point(numbers.get(i), numbers.get(i + 1)));
        }
        return new Quad(points);
    }
}
