package io.github.qwenvl4j.grounding;

import io.github.qwenvl4j.QwenVlException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Converts between a model's tagged text and {@linkplain GroundedText data}. */
public final class Grounding {

    private static final List<String> TAGS = List.of("<ref>", "</ref>", "<box>", "</box>", "<quad>", "</quad>");
    static final Pattern TAG = Pattern.compile("</?(?:ref|box|quad)>");

    private Grounding() {}

    /**
     * Parses any text; never fails. Removes the tags from the text and keeps all words:
     * <ul>
     *   <li>marks belong to the ref directly before them; whitespace between them is tolerated. Other marks have no
     *   ref;
     *   <li>numbers are read leniently: full-width digits, commas and parentheses, whitespace, missing parentheses;
     *   fractions are truncated, numbers out of range clamped to 0 or 1000, and a box's corners put in order;
     *   <li>several boxes inside one pair of tags are several boxes;
     *   <li>a mark with too few numbers is dropped, and so is one whose last number may be truncated by the end of the
     *   text;
     *   <li>an unclosed ref ends at the next tag or at the end of the text; unmatched tags are dropped.
     * </ul>
     */
    public static GroundedText parse(String text) {
        return new Parser(text).parse();
    }

    /**
     * Parses a text that is still being generated: like {@link #parse}, but an incomplete tag at the end is held back.
     * As the text grows, plain text and regions are only appended; only the last region may still change, by more text
     * in its ref or more marks.
     */
    public static GroundedText parseGrowing(String text) {
        int open = text.lastIndexOf('<');
        boolean tagBegun = open >= 0 && TAGS.stream().anyMatch(tag -> tag.startsWith(text.substring(open)));
        boolean tagWhole = tagBegun && TAGS.contains(text.substring(open));
        return parse(tagBegun && !tagWhole ? text.substring(0, open) : text);
    }

    /**
     * Writes a ref and its marks for a prompt: {@code <ref>the cat</ref><box>(12,34),(567,890)</box>}.
     *
     * @throws QwenVlException if the ref itself contains a grounding tag
     */
    public static String format(String ref, List<? extends Mark> marks) {
        if (TAG.matcher(ref).find()) {
            throw new QwenVlException("ref \"" + ref + "\" contains a grounding tag");
        }
        return new Region(Optional.of(ref), List.copyOf(marks), 0, ref.length()).write();
    }

    /** Writes marks without a ref for a prompt: {@code <box>(12,34),(567,890)</box>}. */
    public static String format(List<? extends Mark> marks) {
        return new Region(Optional.empty(), List.copyOf(marks), 0, 0).write();
    }
}
