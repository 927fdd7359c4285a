package io.github.qwenvl4j.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A {@link QwenVl} as a streaming chat model of LangChain4j. A request that cannot be understood is refused at once; everything
 * else is told to the handler, on one thread for each request: pieces of text, the arguments of calls as they come, whole
 * calls, and the response or an error. Cancelling the {@code StreamingHandle} stops
 * the generation, and nothing more is told.
 *
 * <p>Thread-safe: requests of several threads are computed together.
 */
public final class QwenVlStreamingChatModel implements StreamingChatModel {

    /** A thread of its own for each answer that is being told; it waits most of the time. */
    private static final ExecutorService TELLERS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "qwenvl-answer");
        thread.setDaemon(true);
        return thread;
    });

    private final ChatSettings settings;
    private final Executor executor;

    private QwenVlStreamingChatModel(ChatSettings settings, Executor executor) {
        this.settings = settings;
        this.executor = executor;
    }

    /** @param model stays the caller's to close */
    public static QwenVlStreamingChatModel of(QwenVl model) {
        return builder().model(model).build();
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        try {
            Question question = new RequestReader(settings).read(request);
            executor.execute(new ToldAnswer(settings, question, handler));
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

        private Executor executor = TELLERS;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** Runs the handlers, one task for each request, which lasts as long as its answer: for example on virtual threads. */
        public Builder executor(Executor value) {
            this.executor = Objects.requireNonNull(value, "executor");
            return this;
        }

        public QwenVlStreamingChatModel build() {
            return new QwenVlStreamingChatModel(settings(), executor);
        }
    }
}
