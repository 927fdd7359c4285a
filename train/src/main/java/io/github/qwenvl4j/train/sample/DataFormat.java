package io.github.qwenvl4j.train.sample;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** The layouts of records that are recognised. */
public enum DataFormat {
    OFFICIAL("official"),
    LLAVA("LLaVA"),
    SHAREGPT("ShareGPT"),
    MS_SWIFT("ms-swift"),
    CSV("CSV"),
    CAPTIONS("image and text"),
    COMPLETIONS("prompt and completion");

    private final String label;

    DataFormat(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** The layout of a JSON record; empty if it has none of them. */
    static Optional<DataFormat> of(JsonNode record) {
        if (record.has("messages")) {
            return Optional.of(MS_SWIFT);
        }
        if (record.has("conversations")) {
            return Optional.of(ofConversations(record));
        }
        if (record.has("image")) {
            return Optional.of(CAPTIONS);
        }
        return record.has("prompt") ? Optional.of(COMPLETIONS) : Optional.empty();
    }

    /** The names of the roles decide: user and assistant are official, human and gpt are not. */
    private static DataFormat ofConversations(JsonNode record) {
        for (JsonNode turn : record.get("conversations")) {
            switch (turn.path("from").asText()) {
                case "user", "assistant" -> {
                    return OFFICIAL;
                }
                case "human", "gpt" -> {
                    return record.has("image") ? LLAVA : SHAREGPT;
                }
                default -> {
                    // a system text, or nothing that is known
                }
            }
        }
        return OFFICIAL;
    }
}
