package io.github.qwenvl4j.server.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What a message says: a text, or texts and pictures in a row. */
@JsonDeserialize(using = Content.Reader.class)
public record Content(List<Part> parts) {

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

    public record Text(@JsonProperty(required = true) String text) implements Part {}

    public record Image(@JsonProperty(required = true) ImageUrl imageUrl) implements Part {}

    /**
     * @param url a data URL, or an http(s) URL where the server fetches pictures
     * @param detail only {@code auto}: every picture is seen at the model's one resolution
     */
    public record ImageUrl(@JsonProperty(required = true) String url, Optional<String> detail) {}

    static final class Reader extends StdDeserializer<Content> {

        Reader() {
            super(Content.class);
        }

        @Override
        public Content deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_STRING) {
                return Content.of(json.getText());
            }
            if (json.currentToken() != JsonToken.START_ARRAY) {
                context.reportInputMismatch(Content.class, "must be a text or a list of parts");
            }
            return new Content(List.of(context.readValue(json, Part[].class)));
        }
    }
}
