package io.github.qwenvl4j.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import java.util.List;
import java.util.Set;

/**
 * A {@link QwenVl} as a chat model of LangChain4j.
 *
 * <pre>{@code
 * try (QwenVl model = QwenVl.open(Path.of("Qwen3-VL-4B-Instruct"))) {
 *     ChatModel chat = QwenVlChatModel.of(model);
 *     Assistant assistant = AiServices.create(Assistant.class, chat);
 * }
 * }</pre>
 *
 * <p>Thread-safe: requests of several threads are computed together. What goes wrong is told with LangChain4j's exceptions.
 */
public final class QwenVlChatModel implements ChatModel {

    private final ChatSettings settings;

    private QwenVlChatModel(ChatSettings settings) {
        this.settings = settings;
    }

    /** @param model stays the caller's to close */
    public static QwenVlChatModel of(QwenVl model) {
        return builder().model(model).build();
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        try {
            Question question = new RequestReader(settings).read(request);
            return new ResponseMaker(settings)
                    .response(settings.model().answer(question.dialogue(), question.options()));
        } catch (QwenVlException e) {
            throw KnownProblem.of(e);
        }
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return settings.defaults();
    }

    @Override
    public List<ChatModelListener> listeners() {
        return settings.listeners();
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    }

    /** Collects settings. */
    public static final class Builder extends ChatSettings.Builder<Builder> {

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        public QwenVlChatModel build() {
            return new QwenVlChatModel(settings());
        }
    }
}
