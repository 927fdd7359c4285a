package io.github.qwenvl4j.springai;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.prompt.ToolDefinition;
import io.github.qwenvl4j.prompt.ToolForm;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.util.List;
import java.util.Objects;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.MessageAggregator;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.observation.ChatModelObservationConvention;
import org.springframework.ai.chat.observation.ChatModelObservationDocumentation;
import org.springframework.ai.chat.observation.DefaultChatModelObservationConvention;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Schedulers;

/**
 * A {@link QwenVl} as a chat model of Spring AI. Calls of tools are returned, never executed: that is what advisors of {@code
 * ChatClient} do. What goes wrong is a {@link QwenVlException}, whose kind says what to do.
 *
 * <pre>{@code
 * ChatClient client = ChatClient.create(QwenVlChatModel.of(model));
 * String answer = client.prompt().user(user -> user.text("Where is the dog?").media(MimeTypeUtils.IMAGE_JPEG, resource))
 *         .call().content();
 * }</pre>
 *
 * <p>Thread-safe: prompts of several threads are computed together. Disposing of a stream ends its answer.
 */
public final class QwenVlChatModel implements ChatModel {

    private static final String PROVIDER = "qwenvl";
    private static final ChatModelObservationConvention CONVENTION = new DefaultChatModelObservationConvention();

    private final QwenVl model;
    private final QwenVlChatOptions options;
    private final ObservationRegistry observations;
    private final ChatModelObservationConvention convention;

    private QwenVlChatModel(Builder builder) {
        this.model = Objects.requireNonNull(builder.model, "model");
        this.options = builder.options
                .mutate()
                .model(Objects.requireNonNullElse(builder.options.getModel(), "qwen-vl"))
                .build();
        this.observations = builder.observations;
        this.convention = builder.convention;
    }

    /** @param model stays the caller's to close */
    public static QwenVlChatModel of(QwenVl model) {
        return builder().model(model).build();
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public QwenVlChatOptions getOptions() {
        return options;
    }

    @Override
    public ChatResponse call(Prompt given) {
        Prompt prompt = complete(given);
        ChatModelObservationContext context = context(prompt, false);
        return Objects.requireNonNull(observation(context).observe(() -> {
            try (AskedModel asked = ask(prompt)) {
                ChatResponse response = new ReplyMaker(options.getModel()).whole(asked.answer(piece -> {}));
                context.setResponse(response);
                return response;
            }
        }));
    }

    @Override
    public Flux<ChatResponse> stream(Prompt given) {
        return Flux.deferContextual(view -> {
            Prompt prompt = complete(given);
            ChatModelObservationContext context = context(prompt, true);
            Observation observation = observation(context);
            observation.parentObservation(view.getOrDefault(ObservationThreadLocalAccessor.KEY, null));
            observation.start();
            Flux<ChatResponse> pieces =
                    Flux.<ChatResponse>create(sink -> tell(prompt, sink)).subscribeOn(Schedulers.boundedElastic());
            return new MessageAggregator()
                    .aggregate(pieces, context::setResponse)
                    .doOnError(observation::error)
                    .doOnTerminate(observation::stop) // before whoever waits for the end sees it
                    .doOnCancel(observation::stop)
                    .contextWrite(each -> each.put(ObservationThreadLocalAccessor.KEY, observation));
        });
    }

    private void tell(Prompt prompt, FluxSink<ChatResponse> sink) {
        ReplyMaker replies = new ReplyMaker(options.getModel());
        try (AskedModel asked = ask(prompt)) {
            sink.onDispose(asked::close);
            Answer answer = asked.answer(more -> {
                if (!more.text().isEmpty() || !more.calls().isEmpty()) {
                    sink.next(replies.piece(more));
                }
            });
            sink.next(replies.end(answer));
            sink.complete();
        } catch (QwenVlException e) {
            if (!sink.isCancelled()) {
                sink.error(e);
            }
        }
    }

    private AskedModel ask(Prompt prompt) {
        QwenVlChatOptions asked = (QwenVlChatOptions) Objects.requireNonNull(prompt.getOptions());
        if (!Objects.equals(asked.getModel(), options.getModel())) {
            throw new QwenVlException(
                    "the opened model is " + options.getModel() + ", but the prompt asks for " + asked.getModel());
        }
        List<ToolDefinition> tools = OptionsReader.tools(asked);
        if (!tools.isEmpty() && model.toolForm() == ToolForm.NONE) {
            throw new QwenVlException(
                    QwenVlException.Kind.UNSUPPORTED,
                    "tools are not supported: the model was not trained to call them");
        }
        return new AskedModel(
                model,
                PromptReader.dialogue(prompt).withTools(tools),
                OptionsReader.options(model.defaults(), asked).withFormat(OptionsReader.format(asked, tools)));
    }

    /** The prompt with all options; those of this class are complete, portable ones are put upon the model's. */
    private Prompt complete(Prompt prompt) {
        ChatOptions given = prompt.getOptions();
        QwenVlChatOptions complete = given == null
                ? options
                : given instanceof QwenVlChatOptions own
                        ? own
                        : options.mutate().combineWith(given.mutate()).build();
        if (complete.getModel() == null) {
            complete = complete.mutate().model(options.getModel()).build();
        }
        return prompt.mutate().chatOptions(complete).build();
    }

    private static ChatModelObservationContext context(Prompt prompt, boolean streaming) {
        return ChatModelObservationContext.builder()
                .prompt(prompt)
                .provider(PROVIDER)
                .streaming(streaming)
                .build();
    }

    private Observation observation(ChatModelObservationContext context) {
        return ChatModelObservationDocumentation.CHAT_MODEL_OPERATION.observation(
                convention, CONVENTION, () -> context, observations);
    }

    /** Collects settings. */
    public static final class Builder {

        private QwenVl model;
        private QwenVlChatOptions options = QwenVlChatOptions.builder().build();
        private ObservationRegistry observations = ObservationRegistry.NOOP;
        private ChatModelObservationConvention convention = CONVENTION;

        private Builder() {}

        /** The opened model, which stays the caller's to close. */
        public Builder model(QwenVl value) {
            this.model = value;
            return this;
        }

        /** For prompts without options of their own; its model is the name in responses, {@code qwen-vl} if absent. */
        public Builder options(QwenVlChatOptions value) {
            this.options = value;
            return this;
        }

        public Builder observationRegistry(ObservationRegistry value) {
            this.observations = value;
            return this;
        }

        public Builder observationConvention(ChatModelObservationConvention value) {
            this.convention = value;
            return this;
        }

        public QwenVlChatModel build() {
            return new QwenVlChatModel(this);
        }
    }
}
