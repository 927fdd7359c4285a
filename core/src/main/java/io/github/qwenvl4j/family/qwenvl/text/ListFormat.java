package io.github.qwenvl4j.family.qwenvl.text;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.Mark;
import io.github.qwenvl4j.grounding.Point;
import io.github.qwenvl4j.grounding.Quad;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parts of a message in the published list format: picture number k is written {@code Picture k: <img>NAME</img>} and
 * a line break, a place {@code <ref>WORDS</ref><box>(x1,y1),(x2,y2)</box>}, words as they are.
 */
final class ListFormat {

    private static final int LAST = Mark.SCALE - 1;

    private ListFormat() {}

    /** @param firstPicture the number of the first picture: 1, or more where earlier messages have pictures */
    static List<Segment> segments(List<Part> parts, int firstPicture) {
        List<Segment> segments = new ArrayList<>();
        int picture = firstPicture;
        for (Part part : parts) {
            if (part instanceof Part.Text text) {
                segments.add(new Segment.Text(text.text(), SpecialsHonoured.NONE));
            } else if (part instanceof Part.Tagged tagged) {
                addTagged(tagged, segments);
            } else if (part instanceof Part.PicturePart shown) {
                addPicture(shown, picture++, segments);
            } else if (part instanceof Part.Region region) {
                region.ref().ifPresent(words -> addTagged("ref", words, segments));
                region.marks().forEach(mark -> addMark(mark, segments));
            } else {
                throw new QwenVlException(
                        QwenVlException.Kind.UNSUPPORTED, "Qwen-VL was trained neither with videos nor with tools");
            }
        }
        return segments;
    }

    /**
     * The parts in the order that the model was trained with: where all words of a message precede all its pictures, the
     * pictures go first.
     */
    static List<Part> picturesFirst(List<Part> parts) {
        int first = 0;
        while (first < parts.size() && !isPicture(parts.get(first))) {
            first++;
        }
        boolean wordsThenPictures = first > 0 && parts.stream().skip(first).allMatch(ListFormat::isNumbered);
        return wordsThenPictures
                ? Stream.concat(parts.stream().skip(first), parts.stream().limit(first))
                        .toList()
                : parts;
    }

    /** @throws IllegalArgumentException when a picture would be opened by its name in the text */
    private static void addTagged(Part.Tagged tagged, List<Segment> segments) {
        if (SpecialTokens.of(tagged.honoured()).contains(SpecialTokens.IMG_START)
                && tagged.text().contains(SpecialTokens.IMG_START)) {
            throw new IllegalArgumentException("pictures come as parts of their own");
        }
        segments.add(new Segment.Text(tagged.text(), tagged.honoured()));
    }

    /** What introduces a picture. */
    static String label(int number) {
        return "Picture " + number + ": ";
    }

    private static boolean isPicture(Part part) {
        return part instanceof Part.PicturePart;
    }

    private static boolean isNumbered(Part part) {
        return part instanceof Part.PicturePart picture && picture.numbered();
    }

    private static void addPicture(Part.PicturePart shown, int number, List<Segment> segments) {
        Segment image = new Segment.Image(shown.picture().name());
        if (shown.numbered()) {
            segments.add(new Segment.Text(label(number), SpecialsHonoured.NONE));
            segments.add(image);
            segments.add(new Segment.Text("\n", SpecialsHonoured.NONE));
        } else {
            segments.add(image);
        }
    }

    private static void addMark(Mark mark, List<Segment> segments) {
        if (mark instanceof Box box) {
            addTagged("box", written(box.x1(), box.y1()) + "," + written(box.x2(), box.y2()), segments);
        } else if (mark instanceof Quad quad) {
            addTagged(
                    "quad", quad.points().stream().map(ListFormat::written).collect(Collectors.joining(",")), segments);
        }
    }

    private static void addTagged(String tag, String content, List<Segment> segments) {
        segments.add(new Segment.Text("<" + tag + ">", SpecialsHonoured.GROUNDING));
        segments.add(new Segment.Text(content, SpecialsHonoured.NONE));
        segments.add(new Segment.Text("</" + tag + ">", SpecialsHonoured.GROUNDING));
    }

    private static String written(Point point) {
        return written(point.x(), point.y());
    }

    /** The far edge, 1000, cannot be written: the last thousandth stands for it. */
    private static String written(int x, int y) {
        return "(" + Math.min(x, LAST) + "," + Math.min(y, LAST) + ")";
    }
}
