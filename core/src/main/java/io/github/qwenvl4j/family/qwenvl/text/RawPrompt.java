package io.github.qwenvl4j.family.qwenvl.text;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.tokenizer.Nfc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The published raw layout, the only way by which a text names pictures: {@code <img>ADDRESS</img>} in it is a picture,
 * and special tokens count. For prompts that the program itself writes, and for training data.
 */
public final class RawPrompt {

    private static final String OPEN = "<img>";
    private static final String CLOSE = "</img>";

    private RawPrompt() {}

    /**
     * The parts of a text, pictures where they stand.
     *
     * @param honoured the special tokens that count beside {@code <img>}
     * @param pictures what picture an address between {@code <img>} and {@code </img>} is: {@link Picture#at} for what the
     *     model's image loader may read, {@link #noPictures} for none
     * @throws QwenVlException where an {@code <img>} is not closed, and what {@code pictures} throws
     */
    public static List<Part> parse(String text, SpecialsHonoured honoured, Function<String, Picture> pictures) {
        String normal = Nfc.of(text);
        List<Part> parts = new ArrayList<>();
        int done = 0;
        for (int open = normal.indexOf(OPEN); open >= 0; open = normal.indexOf(OPEN, done)) {
            int from = open + OPEN.length();
            int close = normal.indexOf(CLOSE, from);
            int next = normal.indexOf(OPEN, from);
            if (close < 0 || next >= 0 && next < close) {
                throw new QwenVlException("<img> at character " + open + " of the prompt is not closed by </img>");
            }
            add(normal.substring(done, open), honoured, parts);
            parts.add(new Part.PicturePart(pictures.apply(normal.substring(from, close)), false));
            done = close + CLOSE.length();
        }
        add(normal.substring(done), honoured, parts);
        return parts;
    }

    /** Pictures in the raw layout as they stand before a question: {@code Picture 1: <img>ADDRESS</img>} and a line break. */
    public static String pictures(List<String> addresses) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < addresses.size(); i++) {
            text.append(picture(i + 1, addresses.get(i)));
        }
        return text.toString();
    }

    /** A picture as it stands before a question, with its number. */
    public static String picture(int number, String address) {
        return ListFormat.label(number) + picture(address) + "\n";
    }

    /** A picture in the raw layout, alone. */
    public static String picture(String address) {
        return OPEN + address + CLOSE;
    }

    /** A message of the user in the raw layout. */
    public static Message user(String text, SpecialsHonoured honoured, Function<String, Picture> pictures) {
        return new Message(Role.USER, parse(text, honoured, pictures));
    }

    /** The picture policy under which a raw prompt may have none. */
    public static Picture noPictures(String address) {
        throw new QwenVlException(
                QwenVlException.Kind.NOT_PERMITTED, "the raw prompt names a picture, which it may not do here");
    }

    private static void add(String text, SpecialsHonoured honoured, List<Part> parts) {
        if (!text.isEmpty()) {
            parts.add(new Part.Tagged(text, honoured));
        }
    }
}
