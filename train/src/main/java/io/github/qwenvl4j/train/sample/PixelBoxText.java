package io.github.qwenvl4j.train.sample;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.Mark;
import io.github.qwenvl4j.image.ImageSize;

/** Boxes of data files, brought into thousandths, each coordinate rounded to the nearest. */
final class PixelBoxText {

    private PixelBoxText() {}

    /** @param box {@code [x1, y1, x2, y2]} in pixels */
    static String of(JsonNode box, ImageSize size) {
        return of(numbers(box), size.width(), size.height());
    }

    /** @param box {@code [x1, y1, x2, y2]}, each from 0 to 1 */
    static String ofShares(JsonNode box) {
        return of(numbers(box), 1, 1);
    }

    /** @param box four numbers in pixels */
    static String of(double[] box, double width, double height) {
        boolean inside = 0 <= box[0] && box[0] <= box[2] && box[2] <= width;
        if (!inside || !(0 <= box[1] && box[1] <= box[3] && box[3] <= height)) {
            throw new QwenVlException("the box %s is not ordered inside the picture of %s x %s"
                    .formatted(shown(box), shown(width), shown(height)));
        }
        return new Box(
                        thousandths(box[0], width),
                        thousandths(box[1], height),
                        thousandths(box[2], width),
                        thousandths(box[3], height))
                .write();
    }

    private static int thousandths(double value, double size) {
        return (int) Math.min(Mark.SCALE - 1, Math.round(value * Mark.SCALE / size));
    }

    private static double[] numbers(JsonNode box) {
        double[] numbers = new double[4];
        if (box.size() != numbers.length) {
            throw new QwenVlException("a box has " + box.size() + " numbers, but must have 4");
        }
        for (int i = 0; i < numbers.length; i++) {
            if (!box.get(i).isNumber()) {
                throw new QwenVlException("a box contains something that is not a number");
            }
            numbers[i] = box.get(i).doubleValue();
        }
        return numbers;
    }

    private static String shown(double[] box) {
        return "(%s,%s),(%s,%s)".formatted(shown(box[0]), shown(box[1]), shown(box[2]), shown(box[3]));
    }

    private static String shown(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
