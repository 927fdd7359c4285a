package io.github.qwenvl4j.train.sample;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.QwenVlException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the {@code objects} of an ms-swift record into its texts: {@code <ref-object>} becomes a ref, {@code <bbox>} a
 * box in thousandths. In an answer a box has its ref in front. Used for the turns of one record, in order.
 */
final class SwiftObjects {

    private static final Pattern MARK = Pattern.compile("<ref-object>|<bbox>");

    private final List<String> refs;
    private final List<Supplier<String>> boxes = new ArrayList<>();
    private int nextRef;
    private int nextBox;

    /**
     * @param pictures of the record
     * @param sizes of pictures, for boxes in pixels
     */
    SwiftObjects(JsonNode objects, List<String> pictures, PictureSizes sizes) {
        this.refs = new RecordFields(objects).texts("ref");
        boolean pixels = !objects.path("bbox_type").asText("real").startsWith("norm");
        JsonNode given = objects.path("bbox");
        for (int i = 0; i < given.size(); i++) {
            JsonNode box = given.get(i);
            int picture = objects.path("image_id").path(i).asInt(0);
            boxes.add(() ->
                    pixels ? PixelBoxText.of(box, sizes.of(picture(pictures, picture))) : PixelBoxText.ofShares(box));
        }
    }

    private static String picture(List<String> pictures, int index) {
        if (index < 0 || index >= pictures.size()) {
            throw new QwenVlException(
                    "objects: image_id is " + index + ", but the record has " + pictures.size() + " pictures");
        }
        return pictures.get(index);
    }

    ChatMessage written(ChatMessage message) {
        StringBuilder text = new StringBuilder();
        Matcher marks = MARK.matcher(message.value());
        boolean named = false; // whether a ref, or another of its boxes, stands directly in front
        int done = 0;
        while (marks.find()) {
            String words = message.value().substring(done, marks.start());
            text.append(words);
            if (marks.group().equals("<bbox>")) {
                boolean own = message.isAnswer()
                        && !(named && words.isBlank())
                        && !text.toString().endsWith("</ref>");
                text.append(own ? refOfBox() : "").append(box());
            } else {
                text.append(ref());
            }
            named = true;
            done = marks.end();
        }
        text.append(message.value().substring(done));
        return message.isAnswer() ? ChatMessage.assistant(text.toString()) : ChatMessage.user(text.toString());
    }

    /** @throws QwenVlException if there are more objects than marks */
    void requireUsed() {
        if (nextBox < boxes.size()) {
            throw new QwenVlException("objects: " + boxes.size() + " boxes, but " + nextBox + " <bbox> marks");
        }
    }

    private String box() {
        if (nextBox == boxes.size()) {
            throw new QwenVlException("objects: more <bbox> marks than boxes (" + boxes.size() + ")");
        }
        return boxes.get(nextBox++).get();
    }

    private String ref() {
        if (nextRef == refs.size()) {
            throw new QwenVlException("objects: more <ref-object> marks than refs (" + refs.size() + ")");
        }
        return tagged(refs.get(nextRef++));
    }

    private String refOfBox() {
        if (refs.size() == boxes.size()) {
            return tagged(refs.get(nextBox));
        }
        return refs.size() == 1 ? tagged(refs.get(0)) : "";
    }

    private static String tagged(String ref) {
        return "<ref>" + ref + "</ref>";
    }
}
