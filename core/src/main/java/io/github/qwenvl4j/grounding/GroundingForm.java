package io.github.qwenvl4j.grounding;

import java.util.List;

/** How a model writes places into its answers. */
public enum GroundingForm {
    /** Tags around words and numbers: {@link Grounding}. */
    TAGS {
        @Override
        public GroundedText parse(String text) {
            return Grounding.parse(text);
        }

        @Override
        public GroundedText parseGrowing(String text) {
            return Grounding.parseGrowing(text);
        }

        /** The last region may still get marks while no words follow it. */
        @Override
        public List<Region> settled(GroundedText growing) {
            List<Region> regions = growing.regions();
            if (regions.isEmpty()) {
                return regions;
            }
            int last = regions.size() - 1;
            boolean followed =
                    !growing.text().substring(regions.get(last).end()).isBlank();
            return followed ? regions : regions.subList(0, last);
        }
    },
    /**
     * JSON objects with {@code bbox_2d} or {@code point_2d}, and {@code label} or {@code text_content}, anywhere in the text.
     * All of the text stays; a point is a box without area; an object that is cut off is no place.
     */
    JSON {
        @Override
        public GroundedText parse(String text) {
            return new JsonPlaces(text).parse();
        }

        @Override
        public GroundedText parseGrowing(String text) {
            return parse(text);
        }

        /** A whole object does not change; one around it may come later and stand before it. */
        @Override
        public List<Region> settled(GroundedText growing) {
            return growing.regions();
        }
    };

    /** Parses any text; never fails. */
    public abstract GroundedText parse(String text);

    /** Parses a text that is still being generated: what is not complete at its end is held back. */
    public abstract GroundedText parseGrowing(String text);

    /** The regions of a {@linkplain #parseGrowing growing} text that more text does not change. */
    public abstract List<Region> settled(GroundedText growing);
}
