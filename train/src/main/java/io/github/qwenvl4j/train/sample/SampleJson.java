package io.github.qwenvl4j.train.sample;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.QwenVlException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses the samples of data files: {@code {"conversations": [{"from", "value"}, ..]}} as published for fine-tuning,
 * {@code {"prompt", "completion"}}, and image-text pairs {@code {"image", "text"}}. Each may have a {@code task}.
 *
 * @param folder base of relative picture paths
 */
record SampleJson(Path folder) {

    private static final Pattern IMAGE = Pattern.compile("<img>(.*?)</img>", Pattern.DOTALL);
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*", Pattern.DOTALL);

    /**
     * @param place the id of the sample
     * @throws QwenVlException if a field is missing or is not a string
     */
    Sample read(String place, JsonNode json) {
        if (json.has("conversations")) {
            return new Sample.Chat(place, task(json, "conversation"), messages(json.get("conversations")));
        }
        if (json.has("image")) {
            String prompt = "<img>" + resolved(text(json, "image")) + "</img>";
            return new Sample.Completion(place, task(json, "caption"), prompt, text(json, "text"));
        }
        if (json.has("prompt")) {
            String prompt = withPaths(text(json, "prompt"));
            return new Sample.Completion(place, task(json, "completion"), prompt, text(json, "completion"));
        }
        throw new QwenVlException("must have conversations, image and text, or prompt and completion");
    }

    private List<ChatMessage> messages(JsonNode conversations) {
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonNode message : conversations) {
            messages.add(new ChatMessage(text(message, "from"), withPaths(text(message, "value"))));
        }
        if (messages.stream().noneMatch(ChatMessage::isAnswer)) {
            throw new QwenVlException("conversations contains no assistant message");
        }
        return messages;
    }

    private static String task(JsonNode json, String otherwise) {
        return json.has("task") ? text(json, "task") : otherwise;
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isTextual()) {
            throw new QwenVlException("field " + field + (value.isMissingNode() ? " is missing" : " is not a string"));
        }
        return value.textValue();
    }

    private String withPaths(String text) {
        return IMAGE.matcher(text)
                .replaceAll(image -> Matcher.quoteReplacement("<img>" + resolved(image.group(1)) + "</img>"));
    }

    private String resolved(String source) {
        return SCHEME.matcher(source).matches()
                ? source
                : folder.resolve(source).normalize().toString();
    }
}
