package io.github.qwenvl4j.server.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** What a message says: a text, or texts and pictures in a row. */
public record Content(List<Part> parts) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Content {}

    /** A text alone. */
    public static Content of(String text) {
        return new Content(List.of(new Text(text)));
    }

    /** A piece of a message. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Text.class, name = "text"),
        @JsonSubTypes.Type(value = Image.class, name = "image_url")
    })
    public sealed interface Part {}

    public record Text(String text) implements Part {}

    public record Image(ImageUrl imageUrl) implements Part {}

    /** @param url a data URL, or an http(s) URL where the server fetches pictures */
    public record ImageUrl(String url) {}
}
