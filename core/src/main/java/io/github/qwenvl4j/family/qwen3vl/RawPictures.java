package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A whole prompt as one text: {@code <|vision_start|>ADDRESS<|vision_end|>} in it is a picture. */
final class RawPictures {

    private static final String OPEN = "<|vision_start|>";
    private static final String CLOSE = "<|vision_end|>";

    private RawPictures() {}

    /** As {@link io.github.qwenvl4j.prompt.layout.RawLayout#parse}. */
    static List<Part> parse(String text, SpecialsHonoured honoured, Function<String, Picture> pictures) {
        List<Part> parts = new ArrayList<>();
        int done = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, done)) {
            int from = open + OPEN.length();
            int close = text.indexOf(CLOSE, from);
            if (close < 0) {
                throw new QwenVlException(OPEN + " at character " + open + " of the prompt is not closed by " + CLOSE);
            }
            add(text.substring(done, open), honoured, parts);
            parts.add(new Part.PicturePart(pictures.apply(text.substring(from, close)), false));
            done = close + CLOSE.length();
        }
        add(text.substring(done), honoured, parts);
        return parts;
    }

    private static void add(String text, SpecialsHonoured honoured, List<Part> parts) {
        if (!text.isEmpty()) {
            parts.add(new Part.Tagged(text, honoured));
        }
    }
}
