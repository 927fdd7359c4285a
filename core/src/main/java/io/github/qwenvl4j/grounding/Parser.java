package io.github.qwenvl4j.grounding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/** One pass over a tagged text; the rules are those of {@link Grounding#parse}. */
final class Parser {

    private final String source;
    private final StringBuilder plain = new StringBuilder();
    private final List<Region> regions = new ArrayList<>();

    /** The region to which the next marks belong. Its ref is still incomplete while {@code insideRef}. */
    private OpenRegion open;

    private boolean insideRef;

    private record OpenRegion(boolean hasRef, int start, int end, List<Mark> marks) {

        OpenRegion endingAt(int position) {
            return new OpenRegion(hasRef, start, position, marks);
        }
    }

    Parser(String source) {
        this.source = source;
    }

    GroundedText parse() {
        Matcher tags = Grounding.TAG.matcher(source);
        int from = 0;
        while (tags.find(from)) {
            words(source.substring(from, tags.start()));
            from = tag(tags.group(), tags.end());
        }
        words(source.substring(from));
        endRef();
        endRegion();
        return new GroundedText(plain.toString(), regions);
    }

    private void words(String words) {
        boolean bridges = open != null && open.hasRef() && words.isBlank();
        if (!insideRef && !bridges && !words.isEmpty()) {
            endRegion();
        }
        plain.append(words);
    }

    /** Handles a tag and returns the index after it. */
    private int tag(String tag, int end) {
        endRef();
        return switch (tag) {
            case "<ref>" -> {
                endRegion();
                open = new OpenRegion(true, plain.length(), plain.length(), new ArrayList<>());
                insideRef = true;
                yield end;
            }
            case "<box>", "<quad>" -> {
                if (open == null) {
                    open = new OpenRegion(false, plain.length(), plain.length(), new ArrayList<>());
                }
                Coordinates coordinates = Coordinates.read(source, end);
                open.marks().addAll(tag.equals("<box>") ? coordinates.boxes() : coordinates.quads());
                yield coordinates.end();
            }
            default -> end;
        };
    }

    private void endRef() {
        if (insideRef) {
            open = open.endingAt(plain.length());
            insideRef = false;
        }
    }

    private void endRegion() {
        if (open != null && (open.hasRef() || !open.marks().isEmpty())) {
            Optional<String> ref =
                    open.hasRef() ? Optional.of(plain.substring(open.start(), open.end())) : Optional.empty();
            regions.add(new Region(ref, open.marks(), open.start(), open.end()));
        }
        open = null;
    }
}
