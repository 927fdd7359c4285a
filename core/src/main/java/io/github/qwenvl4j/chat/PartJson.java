package io.github.qwenvl4j.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.Mark;
import io.github.qwenvl4j.grounding.Point;
import io.github.qwenvl4j.grounding.Quad;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a question as JSON, after the reference's list format: {@code {"image": ADDRESS}}, {@code {"text": TEXT}},
 * {@code {"ref": TEXT}}, {@code {"box": [x1,y1,x2,y2]}}, {@code {"quad": [x1,y1,..,x4,y4]}}. A picture that is known by
 * another name than its address has this {@code name} beside it.
 */
final class PartJson {

    private PartJson() {}

    static void write(Part part, ArrayNode array) {
        if (part instanceof Part.PicturePart shown) {
            Picture picture = shown.picture();
            ObjectNode node = array.addObject().put("image", picture.toAddress());
            if (!picture.name().equals(picture.toAddress())) {
                node.put("name", picture.name());
            }
        } else if (part instanceof Part.Text text) {
            array.addObject().put("text", text.text());
        } else if (part instanceof Part.Tagged) {
            throw new QwenVlException(
                    QwenVlException.Kind.UNSUPPORTED, "a question in the raw layout cannot be saved: give it as parts");
        } else if (part instanceof Part.Region region) {
            region.ref().ifPresent(words -> array.addObject().put("ref", words));
            region.marks().forEach(mark -> write(mark, array.addObject()));
        } else {
            throw new QwenVlException(
                    QwenVlException.Kind.UNSUPPORTED, "a conversation with tools or videos cannot be saved");
        }
    }

    private static void write(Mark mark, ObjectNode node) {
        if (mark instanceof Box box) {
            node.putArray("box").add(box.x1()).add(box.y1()).add(box.x2()).add(box.y2());
        } else if (mark instanceof Quad quad) {
            ArrayNode points = node.putArray("quad");
            quad.points().forEach(point -> points.add(point.x()).add(point.y()));
        }
    }

    static List<Part> readAll(JsonNode array, String where) {
        List<Part> parts = new ArrayList<>();
        int index = 0;
        for (JsonNode node : array) {
            Part part = read(node, where + "[" + index++ + "]");
            int last = parts.size() - 1;
            if (part instanceof Part.Region mark
                    && mark.ref().isEmpty()
                    && last >= 0
                    && parts.get(last) instanceof Part.Region open) {
                parts.set(last, joined(open, mark));
            } else {
                parts.add(part);
            }
        }
        return parts;
    }

    /** Boxes and quads belong to the ref before them. */
    private static Part.Region joined(Part.Region open, Part.Region mark) {
        List<Mark> marks = new ArrayList<>(open.marks());
        marks.addAll(mark.marks());
        return new Part.Region(open.ref(), marks);
    }

    private static Part read(JsonNode node, String where) {
        if (!node.isObject() || node.size() != (node.has("name") ? 2 : 1)) {
            throw new QwenVlException(where + " is not an object with one field");
        }
        String kind = node.fieldNames().next();
        JsonNode value = node.get(kind);
        return switch (kind) {
            case "image" -> picture(node, where);
            case "text" -> new Part.Text(text(value, where));
            case "ref" -> new Part.Region(Optional.of(text(value, where)), List.of());
            case "box" -> mark(box(points(value, 2, where), where));
            case "quad" -> mark(new Quad(points(value, 4, where)));
            default -> throw new QwenVlException(where + " is none of image, text, ref, box, quad");
        };
    }

    private static Part picture(JsonNode node, String where) {
        Picture picture = Picture.at(text(node.get("image"), where));
        return Part.PicturePart.of(node.has("name") ? picture.named(text(node.get("name"), where + ".name")) : picture);
    }

    private static Part mark(Mark mark) {
        return new Part.Region(Optional.empty(), List.of(mark));
    }

    private static Box box(List<Point> corners, String where) {
        Point a = corners.get(0);
        Point b = corners.get(1);
        try {
            return new Box(a.x(), a.y(), b.x(), b.y());
        } catch (QwenVlException e) {
            throw new QwenVlException(where + ": " + e.getMessage(), e);
        }
    }

    private static String text(JsonNode value, String where) {
        if (!value.isTextual()) {
            throw new QwenVlException(where + " is not a text");
        }
        return value.textValue();
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
        if (!value.isInt() || value.intValue() < 0 || value.intValue() > Mark.SCALE) {
            throw new QwenVlException(
                    where + " has coordinate " + value + ", which is not a whole number in 0.." + Mark.SCALE);
        }
        return value.intValue();
    }
}
