package io.github.qwenvl4j.evaluate.metric;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The box of an answer to a RefCOCO question, {@code (x1,y1),(x2,y2)}, in pixels and in 32-bit arithmetic. An answer without
 * one is the box of zeros. Officially the corners count to 999, otherwise to 1000.
 *
 * @param x1 left side in pixels
 */
public record GroundedBox(float x1, float y1, float x2, float y2) {

    /** From this overlap on a box is right. */
    public static final double ENOUGH = 0.5;

    private static final Pattern CORNERS = Pattern.compile("\\(([^\\n]*?)\\),\\(([^\\n]*?)\\)");

    /** The first box of an answer, in the pixels of a picture. */
    public static GroundedBox of(String answer, int width, int height, Mode mode) {
        float scale = mode == Mode.OFFICIAL ? 999 : 1000;
        return corners(answer)
                .map(sides -> new GroundedBox(
                        sides[0] / scale * width,
                        sides[1] / scale * height,
                        sides[2] / scale * width,
                        sides[3] / scale * height))
                .orElse(new GroundedBox(0, 0, 0, 0));
    }

    /** The four numbers as written. */
    private static Optional<float[]> corners(String answer) {
        Matcher found = CORNERS.matcher(answer);
        if (!found.find()) {
            return Optional.empty();
        }
        String[] numbers = (found.group(1) + "," + found.group(2)).split(",", -1);
        boolean twoEach = found.group(1).split(",", -1).length == 2 && numbers.length == 4;
        if (!twoEach) {
            return Optional.empty();
        }
        float[] sides = new float[numbers.length];
        for (int i = 0; i < sides.length; i++) {
            OptionalDouble number = PythonNumber.parse(numbers[i]);
            if (number.isEmpty()) {
                return Optional.empty();
            }
            sides[i] = (float) number.getAsDouble();
        }
        return Optional.of(sides);
    }

    /** Intersection over union; not a number where both are empty. */
    public float overlap(GroundedBox other) {
        float width = clamp(Math.min(x2, other.x2) - Math.max(x1, other.x1));
        float height = clamp(Math.min(y2, other.y2) - Math.max(y1, other.y1));
        float both = width * height;
        return both / (area() + other.area() - both);
    }

    /** Whether the overlap is enough. */
    public boolean matches(GroundedBox other) {
        return overlap(other) >= ENOUGH;
    }

    private float area() {
        return (x2 - x1) * (y2 - y1);
    }

    private static float clamp(float side) {
        return side < 0 ? 0 : side;
    }
}
