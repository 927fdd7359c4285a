package io.github.qwenvl4j.grounding;

import io.github.qwenvl4j.QwenVlException;
import java.util.List;

/**
 * A text without its grounding tags, and what the tags said.
 *
 * @param text the plain text, fit to be shown
 * @param regions in text order, their spans inside {@code text} and not overlapping
 */
public record GroundedText(String text, List<Region> regions) {

    public GroundedText {
        regions = List.copyOf(regions);
        int from = 0;
        for (Region region : regions) {
            boolean fits = region.start() >= from && region.end() <= text.length();
            if (!fits || !text.startsWith(region.ref().orElse(""), region.start())) {
                throw new QwenVlException(
                        "region %s at %d does not fit the text".formatted(region.ref(), region.start()));
            }
            from = region.end();
        }
    }

    /** All boxes in text order. */
    public List<Box> boxes() {
        return regions.stream().flatMap(region -> region.boxes().stream()).toList();
    }

    /**
     * The tagged text. Well-formed text (balanced tags, marks right behind their ref, numbers in range and in order)
     * comes back character for character; anything else comes back in that form.
     */
    public String write() {
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (Region region : regions) {
            out.append(text, from, region.start()).append(region.write());
            from = region.end();
        }
        return out.append(text, from, text.length()).toString();
    }
}
