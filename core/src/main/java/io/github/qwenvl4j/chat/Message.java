package io.github.qwenvl4j.chat;

import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.Mark;
import io.github.qwenvl4j.tokenizer.ListFormat;
import io.github.qwenvl4j.tokenizer.PromptElement;
import io.github.qwenvl4j.tokenizer.PromptElement.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * What the user says: pictures, words and places in any order. In the words the nine visual tags count, as the reference
 * has it ({@code <img>path</img>} is a picture, {@code <box>} a box); text from somebody who must not open files belongs
 * into a server's prompt, not here.
 *
 * @param elements in the order said
 */
public record Message(List<PromptElement> elements) {

    public Message {
        elements = List.copyOf(elements);
    }

    /** Words behind pictures. */
    public static Message of(String text, String... pictures) {
        return of(text, List.of(pictures));
    }

    /** Words behind pictures (paths, URLs or data URLs). */
    public static Message of(String text, List<String> pictures) {
        List<PromptElement> elements = new ArrayList<>();
        pictures.forEach(source -> elements.add(new PromptElement.Image(source)));
        elements.add(new PromptElement.Text(text));
        return new Message(elements);
    }

    /**
     * A message in list format, {@code Picture 1: <img>beach.jpeg</img>\nWho is <ref>she</ref><box>(1,2),(3,4)</box>?}.
     *
     * @throws io.github.qwenvl4j.QwenVlException where an {@code <img>} is not closed
     */
    public static Message parse(String listFormat) {
        return new Message(ListFormat.parse(listFormat));
    }

    /** This message with a picture behind it. */
    public Message picture(String source) {
        return with(List.of(new PromptElement.Image(source)));
    }

    /** This message with words behind it. */
    public Message text(String text) {
        return with(List.of(new PromptElement.Text(text)));
    }

    /** This message with a named place behind it; boxes come from pixels by {@code PixelBox.toBox}. */
    public Message ref(String words, Box... boxes) {
        List<PromptElement> more = new ArrayList<>(List.of(new PromptElement.Ref(words)));
        for (Box box : boxes) {
            more.add(new PromptElement.Box(point(box.x1(), box.y1()), point(box.x2(), box.y2())));
        }
        return with(more);
    }

    /**
     * In list format.
     *
     * @param firstPicture the number of the first picture in the conversation
     */
    public String write(int firstPicture) {
        return ListFormat.flatten(elements, firstPicture);
    }

    /** The sources of the pictures, those written as tags in the words included. */
    public List<String> pictures() {
        return elements.stream()
                .flatMap(element -> element instanceof PromptElement.Text text
                        ? ListFormat.parse(text.text()).stream()
                        : List.of(element).stream())
                .filter(PromptElement.Image.class::isInstance)
                .map(element -> ((PromptElement.Image) element).source())
                .toList();
    }

    private Message with(List<PromptElement> more) {
        List<PromptElement> all = new ArrayList<>(elements);
        all.addAll(more);
        return new Message(all);
    }

    /** The far edge, 1000, cannot be written: the last thousandth stands for it. */
    private static Point point(int x, int y) {
        return new Point(Math.min(x, Mark.SCALE - 1), Math.min(y, Mark.SCALE - 1));
    }
}
