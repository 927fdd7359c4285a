package io.github.qwenvl4j.tokenizer;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.tokenizer.PromptElement.Point;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits one string into the elements of the {@link ListFormat}. */
final class ListFormatParser {

    private static final Pattern OPENING = Pattern.compile("<(img|ref|box|quad)>");
    private static final Pattern PICTURE_LABEL = Pattern.compile("Picture \\d{1,9}: ?\\z");
    private static final Pattern POINT = Pattern.compile("\\((\\d{1,3}),(\\d{1,3})\\)");
    private static final Pattern POINTS = Pattern.compile(POINT + "(?:," + POINT + "){1,3}");
    private static final int LONGEST_LABEL = "Picture 999999999: ".length();

    private final String text;
    private final List<PromptElement> elements = new ArrayList<>();
    /** Tags with no end tag in the rest of the text: searched once, or many open tags would take quadratic time. */
    private final Set<String> neverClosed = new HashSet<>();
    /** Everything before is in {@link #elements}. */
    private int done;

    ListFormatParser(String text) {
        this.text = text;
    }

    List<PromptElement> parse() {
        Matcher opening = OPENING.matcher(text);
        int from = 0;
        while (opening.find(from)) {
            from = element(opening);
        }
        addText(text.length());
        return elements;
    }

    /** Takes the element that {@code opening} begins, if it is one, and tells where to look for the next. */
    private int element(Matcher opening) {
        String tag = opening.group(1);
        int close = closing(tag, opening.end());
        if (close < 0) {
            return opening.end();
        }
        int end = close + tag.length() + "</>".length();
        element(tag, text.substring(opening.end(), close)).ifPresent(element -> add(element, opening.start(), end));
        return Math.max(done, end);
    }

    private int closing(String tag, int from) {
        int close = neverClosed.contains(tag) ? -1 : text.indexOf("</" + tag + ">", from);
        if (close < 0) {
            if (tag.equals("img")) {
                throw new QwenVlException("<img> at character " + (from - 5) + " is not closed by </img>");
            }
            neverClosed.add(tag);
        }
        return close;
    }

    private void add(PromptElement element, int start, int end) {
        boolean image = element instanceof PromptElement.Image;
        addText(image ? withoutLabel(start) : start);
        elements.add(element);
        done = image && text.startsWith("\n", end) ? end + 1 : end;
    }

    private void addText(int end) {
        if (end > done) {
            elements.add(new PromptElement.Text(text.substring(done, end)));
        }
    }

    /** Where the label {@code Picture k: } before an image begins. */
    private int withoutLabel(int end) {
        int from = Math.max(done, end - LONGEST_LABEL);
        Matcher label = PICTURE_LABEL.matcher(text).region(from, end);
        return label.find() ? label.start() : end;
    }

    private static Optional<PromptElement> element(String tag, String content) {
        return switch (tag) {
            case "img" -> Optional.of(new PromptElement.Image(content));
            case "ref" -> Optional.of(new PromptElement.Ref(content));
            case "box" -> points(content, 2).map(points -> new PromptElement.Box(points.get(0), points.get(1)));
            default -> points(content, 4).map(PromptElement.Quad::new);
        };
    }

    /** The points of {@code (x,y),(x,y),..}, where the content is just that and they are {@code count}. */
    private static Optional<List<Point>> points(String content, int count) {
        List<Point> points = new ArrayList<>();
        if (POINTS.matcher(content).matches()) {
            Matcher point = POINT.matcher(content);
            while (point.find()) {
                points.add(new Point(Integer.parseInt(point.group(1)), Integer.parseInt(point.group(2))));
            }
        }
        return Optional.of(points).filter(found -> found.size() == count);
    }
}
