package io.github.qwenvl4j.train.things;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A picture before it is drawn.
 *
 * @param width in pixels
 * @param background two colours and the seed of their pattern
 * @param layers from the rearmost to the foremost
 * @param items what can be named, in the order of their layers, which come first
 */
record ThingPicture(
        int width, int height, Backdrop background, List<Layer> layers, List<Item> items, Optional<Sign> sign) {

    /** Two colours, {@code 0xRRGGBB}, and how they are mixed. */
    record Backdrop(int kind, int first, int second, long seed) {}

    /** @param bounds left, top, right, bottom of its plate in [0, 1], inside the picture */
    record Sign(String text, double[] bounds) {}

    /** From left to right. */
    List<Item> ordered() {
        List<Item> ordered = new ArrayList<>(items);
        ordered.sort((a, b) -> Double.compare(a.x(), b.x()));
        return ordered;
    }

    /** The items of each name, in the order of the leftmost ones. */
    List<List<Item>> groups() {
        Map<Integer, List<Item>> groups = new LinkedHashMap<>();
        ordered()
                .forEach(item -> groups.computeIfAbsent(item.key(), key -> new ArrayList<>())
                        .add(item));
        return List.copyOf(groups.values());
    }

    List<Item> named(int key) {
        return ordered().stream().filter(item -> item.key() == key).toList();
    }

    /** The items that are the only ones of their name. */
    List<Item> unique() {
        return groups().stream()
                .filter(group -> group.size() == 1)
                .map(group -> group.get(0))
                .toList();
    }
}
