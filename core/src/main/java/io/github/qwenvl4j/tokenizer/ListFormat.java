package io.github.qwenvl4j.tokenizer;

import static io.github.qwenvl4j.tokenizer.SpecialsHonoured.GROUNDING;
import static io.github.qwenvl4j.tokenizer.SpecialsHonoured.NONE;
import static java.util.stream.Collectors.joining;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.tokenizer.PromptElement.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * The published list format: a message as a list of elements, and as one string. Picture number k is written
 * {@code Picture k: <img>SOURCE</img>} and a line break, a ref {@code <ref>TEXT</ref>}, a box
 * {@code <box>(x1,y1),(x2,y2)</box>}, a quad {@code <quad>} with four points, text as it is.
 */
public final class ListFormat {

    private ListFormat() {}

    /**
     * The elements as one string.
     *
     * @param firstPicture the number of the first picture: 1, or more where earlier messages have pictures
     * @throws QwenVlException where a source holds {@code </img>} and so would end early
     */
    public static String flatten(List<? extends PromptElement> elements, int firstPicture) {
        return segments(elements, firstPicture, NONE).stream()
                .map(ListFormat::written)
                .collect(joining());
    }

    /**
     * The elements for encoding, each with the trust it deserves: pictures and tags of the elements count, and in the
     * text elements the special tokens of {@code honoured}.
     */
    public static List<Segment> segments(
            List<? extends PromptElement> elements, int firstPicture, SpecialsHonoured honoured) {
        List<Segment> segments = new ArrayList<>();
        int picture = firstPicture;
        for (PromptElement element : elements) {
            if (element instanceof PromptElement.Image image) {
                segments.add(new Segment.Text("Picture " + picture++ + ": ", NONE));
                segments.add(new Segment.Image(image.source()));
                segments.add(new Segment.Text("\n", NONE));
            } else if (element instanceof PromptElement.Text text) {
                segments.add(new Segment.Text(text.text(), honoured));
            } else if (element instanceof PromptElement.Ref ref) {
                segments.addAll(tagged("ref", ref.text()));
            } else if (element instanceof PromptElement.Box box) {
                segments.addAll(tagged("box", written(List.of(box.topLeft(), box.bottomRight()))));
            } else if (element instanceof PromptElement.Quad quad) {
                segments.addAll(tagged("quad", written(quad.corners())));
            }
        }
        return segments;
    }

    /**
     * The elements of a string: the inverse of {@link #flatten}. A picture's number and line break are dropped. What is no
     * whole element (a tag left open, a box that is none or out of range) stays in the text.
     *
     * @throws QwenVlException where an {@code <img>} is not closed
     */
    public static List<PromptElement> parse(String text) {
        return new ListFormatParser(text).parse();
    }

    private static List<Segment> tagged(String tag, String content) {
        return List.of(
                new Segment.Text("<" + tag + ">", GROUNDING),
                new Segment.Text(content, NONE),
                new Segment.Text("</" + tag + ">", GROUNDING));
    }

    private static String written(List<Point> points) {
        return points.stream()
                .map(point -> "(" + point.x() + "," + point.y() + ")")
                .collect(joining(","));
    }

    private static String written(Segment segment) {
        if (segment instanceof Segment.Text text) {
            return text.text();
        }
        String source = ((Segment.Image) segment).source();
        if (source.contains(SpecialTokens.IMG_END)) {
            throw new QwenVlException("image source '" + source + "' contains </img>");
        }
        return SpecialTokens.IMG_START + source + SpecialTokens.IMG_END;
    }
}
