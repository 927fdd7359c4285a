package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.train.scenes.Dice;
import io.github.qwenvl4j.train.scenes.ShapeName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The sprites, by what they show; of icons only those of some styles. Immutable, thread-safe. */
final class SpriteBox {

    private final Map<Integer, List<Sprite>> icons = new HashMap<>();
    private final Map<Integer, List<Sprite>> shapes = new HashMap<>();
    private final Map<Integer, List<Sprite>> characters = new HashMap<>();
    private final List<Sprite> plates = new ArrayList<>();

    /** @param heldOut whether icons are those of the held-out style, instead of the others */
    SpriteBox(List<Sprite> sprites, boolean heldOut) {
        for (Sprite sprite : sprites) {
            switch (sprite.kind()) {
                case ICON -> {
                    if (IconStyle.values()[sprite.group()].heldOut() == heldOut) {
                        put(icons, sprite);
                    }
                }
                case SHAPE -> put(shapes, sprite);
                case PLATE -> plates.add(sprite);
                case CHARACTER -> put(characters, sprite);
            }
        }
    }

    private static void put(Map<Integer, List<Sprite>> map, Sprite sprite) {
        map.computeIfAbsent(sprite.subject(), key -> new ArrayList<>()).add(sprite);
    }

    Sprite icon(Thing thing, Dice dice) {
        return dice.pick(icons.get(thing.index()));
    }

    /** Of this style if there is one, otherwise of any. */
    Sprite icon(Thing thing, int style, Dice dice) {
        return icons.get(thing.index()).stream()
                .filter(sprite -> sprite.group() == style)
                .findFirst()
                .orElseGet(() -> icon(thing, dice));
    }

    Sprite shape(ShapeName shape, Dice dice) {
        return dice.pick(shapes.get(shape.ordinal()));
    }

    Sprite plate(Dice dice) {
        return dice.pick(plates);
    }

    /** The characters of a text, all of one font. */
    List<Sprite> characters(String text, Dice dice) {
        List<Sprite> first = characters.get(text.codePointAt(0));
        int fonts = text.codePoints()
                .map(point -> characters.get(point).size())
                .min()
                .orElse(first.size());
        boolean mixed =
                text.codePoints().anyMatch(point -> characters.get(point).size() != first.size());
        int font = mixed ? 0 : dice.whole(0, fonts - 1);
        return text.codePoints()
                .mapToObj(point -> characters.get(point).get(font))
                .toList();
    }
}
