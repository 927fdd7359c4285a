package io.github.qwenvl4j.grounding;

import java.awt.Color;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** One colour per ref, in order of first appearance; each region without a ref gets its own colour. */
final class Palette {

    /** The ten Tableau colours. */
    private static final int[] COLOURS = {
        0x1f77b4, 0xff7f0e, 0x2ca02c, 0xd62728, 0x9467bd, 0x8c564b, 0xe377c2, 0x7f7f7f, 0xbcbd22, 0x17becf
    };

    private final Map<String, Color> colours = new HashMap<>();

    private Palette() {}

    /** A colour for each region, in their order. */
    static List<Color> of(List<Region> regions) {
        Palette palette = new Palette();
        return IntStream.range(0, regions.size())
                .mapToObj(i -> palette.colour(regions.get(i), i))
                .toList();
    }

    private Color colour(Region region, int index) {
        String key = region.ref().isPresent() ? region.label() : "\0" + index;
        return colours.computeIfAbsent(key, k -> new Color(COLOURS[colours.size() % COLOURS.length]));
    }
}
