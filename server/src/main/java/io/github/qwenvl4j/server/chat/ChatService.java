package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.engine.AnswerRequest;
import io.github.qwenvl4j.engine.Engine;
import io.github.qwenvl4j.engine.PreparedPrompt;
import io.github.qwenvl4j.engine.QueueFullException;
import io.github.qwenvl4j.engine.Sampling;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.tokenizer.EncodedPrompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Answers chat requests with one model. Thread-safe. Owns neither model nor engine. */
public final class ChatService implements AutoCloseable {

    private final String modelId;
    private final QwenVl model;
    private final Engine engine;
    private final RequestLimits limits;
    private final PromptEncoder encoder;
    private final SamplingRules rules;
    private final Preparation preparation;
    private final Consumer<RequestTally> observer;

    /** @param observer told what each request has cost when it ends, also where it was given up */
    public ChatService(
            String modelId,
            QwenVl model,
            Engine engine,
            ImageLoader pictures,
            RequestLimits limits,
            Consumer<RequestTally> observer) {
        this.modelId = modelId;
        this.model = model;
        this.engine = engine;
        this.limits = limits;
        this.encoder = new PromptEncoder(model);
        this.rules = new SamplingRules(model.defaults().generation(), limits);
        this.preparation = new Preparation(model, pictures);
        this.observer = observer;
    }

    /**
     * Checks a request, prepares its pictures and puts its answers into the queue.
     *
     * @throws ApiException when the request is refused; nothing then goes on behind the caller's back
     */
    public AnswerStream start(ChatRequest request, Caller caller) {
        requireServed(request.model());
        int choices = rules.choices(request);
        Conversation conversation = Conversation.of(request.messages(), limits);
        EncodedPrompt encoded = encode(conversation);
        Sampling sampling = rules.sampling(request, room(encoded));
        Preparation.Prepared prepared = preparation.prepare(encoded, conversation.pictures(), caller);
        try (PreparedPrompt prompt = prepared.prompt()) {
            PromptFacts facts = PromptFacts.of(prepared);
            RequestTally tally = new RequestTally(caller.key(), caller.startNanos(), facts.tokens());
            AnswerStream stream = new AnswerStream(caller, facts, tally, observer);
            String owner = request.user().map(user -> caller.key() + "/" + user).orElse(caller.key());
            List<AnswerRequest> answers = new ArrayList<>();
            for (int choice = 0; choice < choices; choice++) {
                answers.add(new AnswerRequest(
                        prompt, sampling.ofChoice(choice), owner, caller.deadlineNanos(), stream.events(choice)));
            }
            submit(stream, answers);
            return stream;
        }
    }

    /** @throws ApiException 404 for any model but the one that is served; who names none means that one */
    public void requireServed(Optional<String> name) {
        if (!name.orElse("").isEmpty() && !name.get().equals(modelId)) {
            throw new ApiException(
                    404,
                    "invalid_request_error",
                    Optional.of("model_not_found"),
                    Optional.of("model"),
                    "this server has the model " + modelId + " only");
        }
    }

    private EncodedPrompt encode(Conversation conversation) {
        try {
            return encoder.encode(conversation);
        } catch (QwenVlException e) {
            throw ApiException.invalid("messages", "cannot be encoded: " + e.getMessage());
        }
    }

    private int room(EncodedPrompt encoded) {
        int positions = model.model().config().language().maxPositionEmbeddings();
        int room = positions - encoded.ids().length;
        if (room < 1) {
            throw new ApiException(
                    400,
                    "invalid_request_error",
                    Optional.of("context_length_exceeded"),
                    Optional.of("messages"),
                    "the prompt has %d tokens; the model has %d positions for prompt and answer"
                            .formatted(encoded.ids().length, positions));
        }
        return room;
    }

    private void submit(AnswerStream stream, List<AnswerRequest> answers) {
        try {
            stream.started(engine.submit(answers));
        } catch (QueueFullException e) {
            throw ApiException.busy(e.getMessage());
        } catch (RejectedExecutionException e) {
            throw ApiException.unavailable("the server is stopping");
        }
    }

    public String modelId() {
        return modelId;
    }

    @Override
    public void close() {
        preparation.close();
    }
}
