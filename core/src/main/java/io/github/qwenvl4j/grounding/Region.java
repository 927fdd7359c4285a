package io.github.qwenvl4j.grounding;

import io.github.qwenvl4j.QwenVlException;
import java.util.List;
import java.util.Optional;

/**
 * One object that a text refers to, and its locations in the picture.
 *
 * @param ref the words between {@code <ref>} and {@code </ref>}, exactly as written; empty for marks without a ref
 * @param marks its boxes and quads in the order written; empty for a ref without a location
 * @param start start index of the ref in the plain text; for marks without a ref, their position
 * @param end end index of the ref (exclusive); equal to {@code start} without a ref
 */
public record Region(Optional<String> ref, List<Mark> marks, int start, int end) {

    public Region {
        marks = List.copyOf(marks);
        if (start < 0 || end - start != ref.map(String::length).orElse(0)) {
            throw new QwenVlException("region span %d..%d does not fit its ref %s".formatted(start, end, ref));
        }
    }

    public List<Box> boxes() {
        return marks.stream().filter(Box.class::isInstance).map(Box.class::cast).toList();
    }

    public List<Quad> quads() {
        return marks.stream()
                .filter(Quad.class::isInstance)
                .map(Quad.class::cast)
                .toList();
    }

    /** The ref, trimmed and on one line; empty without a ref. */
    public String label() {
        return ref.orElse("").strip().replaceAll("\\s+", " ");
    }

    String write() {
        StringBuilder out = new StringBuilder();
        ref.ifPresent(words -> out.append("<ref>").append(words).append("</ref>"));
        marks.forEach(mark -> out.append(mark.write()));
        return out.toString();
    }
}
