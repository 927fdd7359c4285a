package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.engine.AnswerRequest;
import io.github.qwenvl4j.engine.Engine;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.internal.Prompts;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.PictureOrder;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ChatRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Answers chat requests with one model. Thread-safe. Does not own the model. */
public final class ChatService implements AutoCloseable {

    /** Whose computed prefixes are shared: a key's users are kept apart, but take turns as one. */
    private record PrefixDomain(String key, Optional<String> user) {}

    private final String modelId;
    private final QwenVl model;
    private final Engine engine;
    private final RequestLimits limits;
    private final PromptEncoder encoder;
    private final SamplingRules rules;
    private final Preparation preparation;
    private final Consumer<RequestTally> observer;

    /** @param observer receives the statistics of each request when it ends or is cancelled */
    public ChatService(
            String modelId, QwenVl model, ImageLoader pictures, RequestLimits limits, Consumer<RequestTally> observer) {
        this.modelId = modelId;
        this.model = model;
        this.engine = model.internals().engine();
        this.limits = limits;
        this.encoder = new PromptEncoder(model.internals().prompts());
        this.rules = new SamplingRules(model.defaults(), limits);
        this.preparation = new Preparation(model, pictures);
        this.observer = observer;
    }

    /**
     * Checks a request, prepares its pictures and queues its answers.
     *
     * @throws ApiException if the request is refused; then nothing keeps running in the background
     */
    public ChoiceStream start(ChatRequest request, Caller caller) {
        requireServed(request.model());
        int choices = rules.choices(request);
        Dialogue dialogue = DialogueReader.read(request.messages(), limits);
        Function<Picture, SeenPicture> pictures = preparation.pictures(dialogue, caller);
        EncodedPrompt encoded = encoder.encode(dialogue, order(request), Prompts.rows(pictures));
        AnswerOptions options =
                rules.options(request, model.internals().prompts().positions() - encoded.length());
        Prompt prompt = model.internals().prompts().place(encoded, pictures);
        PromptFacts facts = PromptFacts.of(prompt.asked());
        RequestTally tally = new RequestTally(caller.key(), caller.startNanos(), facts.tokens());
        ChoiceStream stream = new ChoiceStream(caller, facts, tally, observer);
        Owner owner = new Owner(caller.key(), new PrefixDomain(caller.key(), request.user()), true);
        List<AnswerRequest> answers = new ArrayList<>();
        for (int choice = 0; choice < choices; choice++) {
            answers.add(new AnswerRequest(
                    prompt,
                    SamplingRules.ofChoice(options, choice),
                    owner,
                    caller.deadlineNanos(),
                    stream.events(choice)));
        }
        submit(stream, answers);
        return stream;
    }

    /** @throws ApiException 404 for any other model than the served one; an absent name is accepted */
    public void requireServed(Optional<String> name) {
        if (!name.orElse("").isEmpty() && !name.get().equals(modelId)) {
            throw new ApiException(
                    404,
                    "invalid_request_error",
                    Optional.of("model_not_found"),
                    Optional.of("model"),
                    "unknown model; this server serves " + modelId);
        }
    }

    private PictureOrder order(ChatRequest request) {
        return switch (request.imageOrder().orElse("")) {
            case "" -> model.internals().prompts().order();
            case "as_trained" -> PictureOrder.AS_TRAINED;
            case "as_given" -> PictureOrder.AS_GIVEN;
            default -> throw ApiException.invalid("image_order", "must be as_trained or as_given");
        };
    }

    private void submit(ChoiceStream stream, List<AnswerRequest> answers) {
        try {
            stream.started(engine.submit(answers));
        } catch (QwenVlException e) {
            throw refusal(e);
        }
    }

    private static RuntimeException refusal(QwenVlException e) {
        return switch (e.kind()) {
            case QUEUE_FULL -> ApiException.busy(e.getMessage());
            case CLOSED -> ApiException.unavailable("the server is stopping");
            case TOO_LONG -> tooLong(e.getMessage());
            default -> e;
        };
    }

    private static ApiException tooLong(String message) {
        return new ApiException(
                400, "invalid_request_error", Optional.of("context_length_exceeded"), Optional.of("messages"), message);
    }

    public String modelId() {
        return modelId;
    }

    @Override
    public void close() {
        preparation.close();
    }
}
