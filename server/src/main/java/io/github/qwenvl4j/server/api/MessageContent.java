package io.github.qwenvl4j.server.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;

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
        @JsonSubTypes.Type(value = Image.class, name = "image_url"),
        @JsonSubTypes.Type(value = Video.class, name = "video"),
        @JsonSubTypes.Type(value = ToolResult.class, name = "tool_result")
    })
    public sealed interface Part {}

    public record Text(String text) implements Part {}

    /**
     * What a called tool gave back, among a user's parts, as Anthropic's clients send it.
     *
     * @param callId of the call
     */
    public record ToolResult(String callId, MessageContent content) implements Part {}

    public record Image(ImageUrl imageUrl) implements Part {}

    /**
     * A picture.
     *
     * @param url a data URL, or an http(s) URL if the server fetches pictures
     * @param minPixels extension, for models that take pictures of any size: enlarge a picture of fewer pixels
     * @param maxPixels extension: shrink a picture of more pixels
     */
    public record ImageUrl(String url, Optional<Long> minPixels, Optional<Long> maxPixels) {

        public ImageUrl(String url) {
            this(url, Optional.empty(), Optional.empty());
        }
    }

    /**
     * A video as its frames, extension.
     *
     * @param video all frames, as the URLs of pictures
     * @param fps frames a second
     */
    public record Video(List<String> video, double fps) implements Part {}
}
