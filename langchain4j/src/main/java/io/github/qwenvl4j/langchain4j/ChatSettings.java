package io.github.qwenvl4j.langchain4j;

import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import io.github.qwenvl4j.QwenVl;
import java.util.List;
import java.util.Objects;

/**
 * What both chat models are made of.
 *
 * @param name of the model in responses and for listeners
 * @param defaults of requests, with the name
 */
record ChatSettings(
        QwenVl model, String name, QwenVlChatRequestParameters defaults, List<ChatModelListener> listeners) {

    private static final String NAME = "qwen-vl";

    /** Collects the settings, for the builders of both models. */
    abstract static class Builder<B extends Builder<B>> {

        private QwenVl model;
        private String name = NAME;
        private ChatRequestParameters defaults =
                QwenVlChatRequestParameters.builder().build();
        private List<ChatModelListener> listeners = List.of();

        abstract B self();

        /** The opened model, which stays the caller's to close. */
        public B model(QwenVl value) {
            this.model = Objects.requireNonNull(value, "model");
            return self();
        }

        /** What the model is called in responses and for listeners: {@code qwen-vl} by default. */
        public B modelName(String value) {
            this.name = Objects.requireNonNull(value, "modelName");
            return self();
        }

        /** Parameters of requests that do not say otherwise; perhaps {@link QwenVlChatRequestParameters}. */
        public B defaultRequestParameters(ChatRequestParameters value) {
            this.defaults = Objects.requireNonNull(value, "defaultRequestParameters");
            return self();
        }

        /** Are told about each request, its response or error. */
        public B listeners(List<ChatModelListener> value) {
            this.listeners = List.copyOf(value);
            return self();
        }

        ChatSettings settings() {
            requireName(name, defaults.modelName());
            return new ChatSettings(
                    Objects.requireNonNull(model, "model"),
                    name,
                    QwenVlChatRequestParameters.builder()
                            .overrideWith(defaults)
                            .modelName(name)
                            .build(),
                    listeners);
        }
    }

    /** Only one model has been opened: a request cannot choose another. */
    static void requireName(String name, String asked) {
        if (asked != null && !asked.equals(name)) {
            throw new UnsupportedFeatureException(
                    "the parameter modelName is not supported here: the opened model is " + name + ", not " + asked);
        }
    }
}
