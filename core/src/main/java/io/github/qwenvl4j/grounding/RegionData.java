package io.github.qwenvl4j.grounding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Regions as lists and maps of plain values, for what is stored as JSON, such as the memory of a chat: {@code ref} (absent for a
 * place without words), {@code start} and {@code end} of these words in the text without tags, and {@code marks}: boxes of 4 and
 * quads of 8 coordinates, in thousandths of the picture. The answers of the modules for LangChain4j and Spring AI carry them among
 * their attributes.
 */
public final class RegionData {

    /** The attribute's name; an answer without regions has none. */
    public static final String KEY = "regions";

    private static final int BOX = 4;

    private RegionData() {}

    public static List<Map<String, Object>> of(List<Region> regions) {
        return regions.stream().map(RegionData::data).toList();
    }

    /** The regions again. @param data as {@link #of} made it, perhaps stored as JSON in between; anything else gives none */
    public static List<Region> read(Object data) {
        return data instanceof List<?> regions
                ? regions.stream().map(each -> region((Map<?, ?>) each)).toList()
                : List.of();
    }

    /** Regions as the one attribute {@link #KEY}; no attribute if there are none. */
    public static Map<String, Object> attributes(List<Region> regions) {
        return regions.isEmpty() ? Map.of() : Map.of(KEY, of(regions));
    }

    /** The regions among an answer's attributes, in the order of its text: {@code RegionData.in(message.attributes())}. */
    public static List<Region> in(Map<String, ?> attributes) {
        return read(attributes.get(KEY));
    }

    private static Map<String, Object> data(Region region) {
        Map<String, Object> data = new LinkedHashMap<>();
        region.ref().ifPresent(ref -> data.put("ref", ref));
        data.put("start", region.start());
        data.put("end", region.end());
        data.put("marks", region.marks().stream().map(RegionData::coordinates).toList());
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
            marks.add(mark(((List<?>) each).stream().map(RegionData::number).toList()));
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
