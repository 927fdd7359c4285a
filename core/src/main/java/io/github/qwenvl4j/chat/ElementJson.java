package io.github.qwenvl4j.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.tokenizer.PromptElement;
import io.github.qwenvl4j.tokenizer.PromptElement.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * The elements of a message as JSON, after the reference's list format: {@code {"image": SOURCE}}, {@code {"text": TEXT}},
 * {@code {"ref": TEXT}}, {@code {"box": [x1,y1,x2,y2]}}, {@code {"quad": [x1,y1,..,x4,y4]}}.
 */
final class ElementJson {

    private ElementJson() {}

    static ObjectNode write(PromptElement element) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (element instanceof PromptElement.Image image) {
            return node.put("image", image.source());
        }
        if (element instanceof PromptElement.Text text) {
            return node.put("text", text.text());
        }
        if (element instanceof PromptElement.Ref ref) {
            return node.put("ref", ref.text());
        }
        if (element instanceof PromptElement.Box box) {
            points(node.putArray("box"), List.of(box.topLeft(), box.bottomRight()));
            return node;
        }
        points(node.putArray("quad"), ((PromptElement.Quad) element).corners());
        return node;
    }

    static List<PromptElement> readAll(JsonNode array, String where) {
        List<PromptElement> elements = new ArrayList<>();
        for (JsonNode node : array) {
            elements.add(read(node, where + "[" + elements.size() + "]"));
        }
        return elements;
    }

    private static PromptElement read(JsonNode node, String where) {
        if (!node.isObject() || node.size() != 1) {
            throw new QwenVlException(where + " is not an object with one field");
        }
        String kind = node.fieldNames().next();
        JsonNode value = node.get(kind);
        return switch (kind) {
            case "image" -> new PromptElement.Image(text(value, where));
            case "text" -> new PromptElement.Text(text(value, where));
            case "ref" -> new PromptElement.Ref(text(value, where));
            case "box" -> {
                List<Point> points = points(value, 2, where);
                yield new PromptElement.Box(points.get(0), points.get(1));
            }
            case "quad" -> new PromptElement.Quad(points(value, 4, where));
            default -> throw new QwenVlException(where + " is none of image, text, ref, box, quad");
        };
    }

    private static String text(JsonNode value, String where) {
        if (!value.isTextual()) {
            throw new QwenVlException(where + " is not a text");
        }
        return value.textValue();
    }

    private static void points(ArrayNode array, List<Point> points) {
        points.forEach(point -> array.add(point.x()).add(point.y()));
    }

    private static List<Point> points(JsonNode array, int count, String where) {
        if (!array.isArray() || array.size() != 2 * count) {
            throw new QwenVlException(where + " does not have " + 2 * count + " coordinates");
        }
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 2 * count; i += 2) {
            points.add(new Point(coordinate(array.get(i), where), coordinate(array.get(i + 1), where)));
        }
        return points;
    }

    private static int coordinate(JsonNode value, String where) {
        if (!value.isInt() || value.intValue() < 0 || value.intValue() > 999) {
            throw new QwenVlException(where + " has coordinate " + value + ", which is not a whole number in 0..999");
        }
        return value.intValue();
    }
}
