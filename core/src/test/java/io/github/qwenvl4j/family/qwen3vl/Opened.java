package io.github.qwenvl4j.family.qwen3vl;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.testing.Fixtures;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** The tiny checkpoints opened as a program opens them, and the goldens' dialogues. */
final class Opened {

    private static final String RAW_PICTURE = "<|vision_start|><|image_pad|><|vision_end|>";

    private Opened() {}

    static QwenVl open(String checkpoint, Precision precision) {
        return QwenVl.open(
                Fixtures.path("qwen3-vl/" + checkpoint), OpenOptions.defaults().withPrecision(precision));
    }

    /** The prompt of a golden case of the language model, its pictures read. */
    static Prompt prompt(QwenVl model, JsonNode golden) {
        Iterator<Picture> pictures = pictures(golden).iterator();
        if (golden.has("prompt")) {
            String raw = golden.get("prompt").asText().replace(RAW_PICTURE, "<|vision_start|>it<|vision_end|>");
            return model.internals()
                    .prompts()
                    .place(model.internals().prompts().encodeRaw(raw, address -> pictures.next()));
        }
        return model.internals().prompt(dialogue(golden, pictures));
    }

    private static List<Picture> pictures(JsonNode golden) {
        List<Picture> pictures = new ArrayList<>();
        golden.get("images").forEach(file -> pictures.add(Picture.of(Fixtures.shared(file.asText()))));
        return pictures;
    }

    /** A dialogue of the goldens; numbers of pictures are words before them. @param pictures in order */
    static Dialogue dialogue(JsonNode golden, Iterator<Picture> pictures) {
        boolean numbered = golden.path("add_vision_id").asBoolean();
        int number = 1;
        List<Message> said = new ArrayList<>();
        for (JsonNode message : golden.get("messages")) {
            Role role = Role.valueOf(message.get("role").asText().toUpperCase(Locale.ROOT));
            List<Part> parts = new ArrayList<>();
            JsonNode content = message.get("content");
            if (content.isTextual()) {
                parts.add(new Part.Text(content.asText()));
            }
            for (JsonNode part : content.isArray() ? content : content.path("none")) {
                if (part.has("text")) {
                    parts.add(new Part.Text(part.get("text").asText()));
                    continue;
                }
                if (numbered) {
                    parts.add(new Part.Text("Picture " + number++ + ": "));
                }
                parts.add(Part.PicturePart.of(pictures.next()));
            }
            said.add(new Message(role, parts));
        }
        return new Dialogue(said);
    }
}
