package io.github.qwenvl4j.train.sample;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.ImageSize;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A row of a CSV file.
 *
 * @param cells by the names of their columns, in order
 */
record CsvRow(Map<String, String> cells) {

    static final List<String> REQUIRED = List.of("image", "question", "answer");

    private static final Pattern SEPARATOR = Pattern.compile("[\\s,;\\[\\]()]+");

    String image() {
        return cells.get("image");
    }

    String question() {
        return cells.get("question");
    }

    /** The system text; empty if there is none. */
    String system() {
        return cells.getOrDefault("system", "");
    }

    /**
     * The answer; with boxes, it is what they show.
     *
     * @param size of the picture, to which boxes in pixels refer
     */
    String answer(Supplier<ImageSize> size) {
        List<String> boxes = cells.entrySet().stream()
                .filter(cell ->
                        cell.getKey().startsWith("box") && !cell.getValue().isBlank())
                .map(Map.Entry::getValue)
                .toList();
        String answer = cells.get("answer");
        if (boxes.isEmpty()) {
            return answer;
        }
        if (answer.contains("<box>")) {
            throw new QwenVlException("the answer contains boxes, and the row has columns of boxes: give only one");
        }
        StringBuilder grounded = new StringBuilder("<ref>" + answer + "</ref>");
        ImageSize picture = size.get();
        boxes.forEach(box -> grounded.append(PixelBoxText.of(numbers(box), picture.width(), picture.height())));
        return grounded.toString();
    }

    private static double[] numbers(String box) {
        try {
            double[] numbers = SEPARATOR
                    .splitAsStream(box.strip())
                    .filter(part -> !part.isEmpty())
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            if (numbers.length == 4) {
                return numbers;
            }
        } catch (NumberFormatException e) {
            throw notABox(box, e);
        }
        throw notABox(box, null);
    }

    private static QwenVlException notABox(String box, Exception cause) {
        return new QwenVlException("the box '" + box + "' is not four numbers: x1,y1,x2,y2 in pixels", cause);
    }
}
