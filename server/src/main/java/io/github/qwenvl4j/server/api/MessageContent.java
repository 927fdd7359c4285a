package io.github.qwenvl4j.server.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** The content of a message: a text, or a list of texts and pictures. */
public record MessageContent(List<Part> parts) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public MessageContent {}

    /** A text alone. */
    public static MessageContent of(String text) {
        return new MessageContent(List.of(new Text(text)));
    }

    /** One part of a message. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Text.class, name = "text"),
        @JsonSubTypes.Type(value = Image.class, name = "image_url")
    })
    public sealed interface Part {}

    public record Text(String text) implements Part {}

    public record Image(ImageUrl imageUrl) implements Part {}

    /** @param url a data URL, or an http(s) URL if the server fetches pictures */
    public record ImageUrl(String url) {}
}
