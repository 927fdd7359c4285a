package io.github.qwenvl4j.grounding;

import io.github.qwenvl4j.QwenVlException;
import java.util.List;

/**
 * A text without its grounding tags, and the regions that the tags described.
 *
 * @param text the plain text, for display
 * @param regions in text order, with non-overlapping spans within {@code text}
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
     * The tagged text. Well-formed text (balanced tags, marks directly after their ref, numbers in range and in order)
     * is reproduced exactly; other text is normalised to that form.
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
