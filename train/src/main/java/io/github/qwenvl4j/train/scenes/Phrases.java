package io.github.qwenvl4j.train.scenes;

import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.Point;
import io.github.qwenvl4j.grounding.Quad;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Names of objects, lists and coordinates in the form that all tasks use. */
final class Phrases {

    private static final List<String> ENGLISH_NUMBERS = List.of("zero", "one", "two", "three", "four", "five", "six");
    private static final List<String> CHINESE_NUMBERS = List.of("零", "一", "两", "三", "四", "五", "六");

    private Phrases() {}

    /** {@code red circle}, {@code 红色圆形}. */
    static String name(SceneObject object, SceneLanguage language) {
        return name(object.colour(), object.shape(), language);
    }

    static String name(ColourName colour, ShapeName shape, SceneLanguage language) {
        return colour.in(language) + (language == SceneLanguage.ENGLISH ? " " : "") + shape.in(language);
    }

    /** {@code a red circle}, {@code two red circles}, {@code 一个红色圆形}. */
    static String counted(int count, String name, SceneLanguage language) {
        if (language == SceneLanguage.CHINESE) {
            return CHINESE_NUMBERS.get(count) + "个" + name;
        }
        return count == 1 ? indefinite(name) : ENGLISH_NUMBERS.get(count) + " " + name + "s";
    }

    static String indefinite(String name) {
        return ("aeiou".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
    }

    /** {@code x, y and z}; {@code x、y和z}. */
    static String list(List<String> items, SceneLanguage language) {
        if (items.size() == 1) {
            return items.get(0);
        }
        boolean english = language == SceneLanguage.ENGLISH;
        String head = String.join(english ? ", " : "、", items.subList(0, items.size() - 1));
        return head + (english ? " and " : "和") + items.get(items.size() - 1);
    }

    /** The objects ordered by their centres from left to right, then from top to bottom. */
    static List<SceneObject> ordered(List<SceneObject> objects) {
        return objects.stream()
                .sorted(Comparator.comparingDouble(
                                (SceneObject object) -> object.box().centreX())
                        .thenComparingDouble(object -> object.box().centreY()))
                .toList();
    }

    /** The objects in order; those with the same name are grouped at the position of the first. */
    static List<List<SceneObject>> groups(List<SceneObject> objects) {
        List<List<SceneObject>> groups = new ArrayList<>();
        for (SceneObject object : ordered(objects)) {
            groups.stream()
                    .filter(group -> group.get(0).hasNameOf(object))
                    .findFirst()
                    .orElseGet(() -> {
                        groups.add(new ArrayList<>());
                        return groups.get(groups.size() - 1);
                    })
                    .add(object);
        }
        return groups;
    }

    static String ref(String text) {
        return "<ref>" + text + "</ref>";
    }

    static String box(Extent extent, Scene scene) {
        return Box.between(
                        across(extent.left(), scene),
                        down(extent.top(), scene),
                        across(extent.right(), scene),
                        down(extent.bottom(), scene))
                .write();
    }

    static String boxes(List<SceneObject> objects, Scene scene) {
        StringBuilder text = new StringBuilder();
        objects.forEach(object -> text.append(box(object.box(), scene)));
        return text.toString();
    }

    static String quad(Quadrangle quad, Scene scene) {
        return new Quad(quad.corners().stream()
                        .map(corner -> new Point(across(corner.x(), scene), down(corner.y(), scene)))
                        .toList())
                .write();
    }

    private static int across(double x, Scene scene) {
        return thousandth(x, scene.width());
    }

    private static int down(double y, Scene scene) {
        return thousandth(y, scene.height());
    }

    private static int thousandth(double pixel, int size) {
        return (int) Math.max(0, Math.min(999, Math.floor(1000 * pixel / size)));
    }
}
