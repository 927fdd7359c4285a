package io.github.qwenvl4j.prompt;

import io.github.qwenvl4j.grounding.Mark;
import io.github.qwenvl4j.image.Picture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What somebody says: words, pictures and places in any order.
 *
 * <pre>{@code
 * Message.user("Who is ", Picture.of(Path.of("beach.jpeg"))).region("she", box).text("?")
 * }</pre>
 *
 * @param parts in the order said
 */
public record Message(Role role, List<Part> parts) {

    public Message {
        Objects.requireNonNull(role, "role");
        parts = List.copyOf(Objects.requireNonNull(parts, "parts"));
    }

    /** The user's words behind pictures. */
    public static Message user(String text, Picture... pictures) {
        return user(text, Arrays.asList(Objects.requireNonNull(pictures, "pictures")));
    }

    /** The user's words behind pictures. */
    public static Message user(String text, List<Picture> pictures) {
        return withPictures(pictures).text(text);
    }

    /** What a person typed, behind pictures: whole ref, box and quad tags are places, all else is words. */
    public static Message typed(String text, List<Picture> pictures) {
        return withPictures(pictures).with(typed(text));
    }

    /** What a person typed as parts: whole ref, box and quad tags are places, all else is words. */
    public static List<Part> typed(String text) {
        return new TypedText(text).parts();
    }

    public static Message system(String text) {
        return new Message(Role.SYSTEM, List.of(new Part.Text(text)));
    }

    /** What a model answered; its ref, box and quad tags count. */
    public static Message assistant(String text) {
        return new Message(Role.ASSISTANT, List.of(Part.Tagged.answer(text)));
    }

    /** What a tool gave back, in words; several results behind one another answer several calls in their order. */
    public static Message toolResult(String text) {
        return toolResult(List.of(new Part.Text(text)));
    }

    /** What a tool gave back: words and pictures. */
    public static Message toolResult(List<Part> parts) {
        return new Message(Role.TOOL, List.of(new Part.Result(parts)));
    }

    /** This message, the assistant's, with the call of a tool behind it. */
    public Message call(ToolCall call) {
        return with(List.of(new Part.Call(call)));
    }

    /** This message with a picture behind it. */
    public Message picture(Picture picture) {
        return with(List.of(Part.PicturePart.of(picture)));
    }

    /** This message with a video behind it. */
    public Message video(Video video) {
        return with(List.of(new Part.Film(video)));
    }

    /** This message with words behind it. */
    public Message text(String text) {
        return with(List.of(new Part.Text(text)));
    }

    /** This message with a named place behind it; boxes come from pixels by {@code PixelBox.toBox}. */
    public Message region(String ref, Mark... marks) {
        return with(List.of(Part.Region.of(ref, marks)));
    }

    /** The pictures in their order, and the frames of videos. */
    public List<Picture> pictures() {
        return parts.stream().flatMap(Message::shown).toList();
    }

    private static Stream<Picture> shown(Part part) {
        if (part instanceof Part.Result result) {
            return result.parts().stream().flatMap(Message::shown);
        }
        if (part instanceof Part.Film film) {
            return film.video().frames().stream();
        }
        return part instanceof Part.PicturePart one ? Stream.of(one.picture()) : Stream.empty();
    }

    /** The words and places, without the pictures. */
    public String words() {
        return parts.stream().map(Message::written).collect(Collectors.joining());
    }

    private static String written(Part part) {
        if (part instanceof Part.Text text) {
            return text.text();
        }
        if (part instanceof Part.Tagged tagged) {
            return tagged.text();
        }
        return part instanceof Part.Region region ? region.written() : "";
    }

    private static Message withPictures(List<Picture> pictures) {
        return new Message(
                Role.USER,
                Objects.requireNonNull(pictures, "pictures").stream()
                        .map(Part.PicturePart::of)
                        .map(Part.class::cast)
                        .toList());
    }

    private Message with(List<Part> more) {
        List<Part> all = new ArrayList<>(parts);
        all.addAll(more);
        return new Message(role, all);
    }
}
