package io.github.qwenvl4j.family.qwen3vl;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.ToolCall;
import io.github.qwenvl4j.prompt.ToolDefinition;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.TestDevice;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** The tiny checkpoints opened as a program opens them, and the goldens' dialogues. */
final class Opened {

    private static final String RAW_PICTURE = "<|vision_start|><|image_pad|><|vision_end|>";

    private Opened() {}

    static QwenVl open(String checkpoint, Precision precision) {
        OpenOptions options = OpenOptions.defaults().withPrecision(precision).withDevice(TestDevice.DEVICE);
        return QwenVl.open(Fixtures.path("qwen3-vl/" + checkpoint), options);
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

    /** A dialogue of the goldens. @param pictures in order */
    static Dialogue dialogue(JsonNode golden, Iterator<Picture> pictures) {
        List<Message> said = new ArrayList<>();
        for (JsonNode message : golden.get("messages")) {
            Role role = Role.valueOf(message.get("role").asText().toUpperCase(Locale.ROOT));
            List<Part> parts = new ArrayList<>(content(message.get("content"), pictures));
            message.path("tool_calls").forEach(call -> parts.add(new Part.Call(call(call))));
            said.add(role == Role.TOOL ? Message.toolResult(parts) : new Message(role, parts));
        }
        List<ToolDefinition> tools = new ArrayList<>();
        golden.path("tools").forEach(tool -> tools.add(new ToolDefinition(tool.toString())));
        return new Dialogue(said)
                .withTools(tools)
                .withNumbers(golden.path("add_vision_id").asBoolean());
    }

    private static List<Part> content(JsonNode content, Iterator<Picture> pictures) {
        if (content.isTextual()) {
            return List.of(new Part.Text(content.asText()));
        }
        List<Part> parts = new ArrayList<>();
        for (JsonNode part : content) {
            parts.add(
                    part.has("text") ? new Part.Text(part.get("text").asText()) : Part.PicturePart.of(pictures.next()));
        }
        return parts;
    }

    private static ToolCall call(JsonNode given) {
        JsonNode call = given.path("function").isObject() ? given.get("function") : given;
        String name = call.get("name").asText();
        JsonNode arguments = call.get("arguments");
        return arguments.isTextual()
                ? new ToolCall(name, arguments.asText())
                : ToolCall.of(name, new ObjectMapper().convertValue(arguments, new TypeReference<>() {}));
    }
}
