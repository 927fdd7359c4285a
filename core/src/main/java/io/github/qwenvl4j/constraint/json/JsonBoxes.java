package io.github.qwenvl4j.constraint.json;

import io.github.qwenvl4j.Evidence;
import io.github.qwenvl4j.grounding.Box;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The boxes that the objects of an answer say they have, by the paths of these objects. */
record JsonBoxes(Map<String, Box> boxes) {

    private static final int NUMBERS = 4;
    private static final Pattern NUMBER = Pattern.compile("(.*)/(?:bbox_2d|bbox|box)/([0-3])");
    private static final BigDecimal FAR = new BigDecimal(1_000_000);

    static JsonBoxes of(List<Evidence.Field> fields) {
        Map<String, Map<Integer, Integer>> numbers = new HashMap<>();
        for (Evidence.Field field : fields) {
            Matcher number = NUMBER.matcher(field.path());
            if (number.matches() && field.json().matches("-?[0-9].*")) {
                numbers.computeIfAbsent(number.group(1), object -> new TreeMap<>())
                        .put(Integer.parseInt(number.group(2)), rounded(field.json()));
            }
        }
        Map<String, Box> boxes = new HashMap<>();
        numbers.forEach((object, corners) -> {
            if (corners.size() == NUMBERS) {
                boxes.put(object, Box.between(corners.get(0), corners.get(1), corners.get(2), corners.get(3)));
            }
        });
        return new JsonBoxes(boxes);
    }

    private static int rounded(String number) {
        return new BigDecimal(number)
                .max(FAR.negate())
                .min(FAR)
                .setScale(0, RoundingMode.HALF_UP)
                .intValue();
    }

    /** The fields, each with the box of the nearest object around it; the numbers of a box have none. */
    List<Evidence.Field> placed(List<Evidence.Field> fields) {
        return fields.stream()
                .map(field -> new Evidence.Field(
                        field.path(),
                        field.json(),
                        field.probability(),
                        field.tokens(),
                        field.needsReview(),
                        NUMBER.matcher(field.path()).matches() ? Optional.empty() : around(field.path())))
                .toList();
    }

    private Optional<Box> around(String path) {
        String object = path;
        while (!object.isEmpty()) {
            object = object.substring(0, object.lastIndexOf('/'));
            Box box = boxes.get(object);
            if (box != null) {
                return Optional.of(box);
            }
        }
        return Optional.empty();
    }
}
