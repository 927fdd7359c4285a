package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.engine.Engine;
import io.github.qwenvl4j.engine.StepReport;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.chat.ChatService;
import io.github.qwenvl4j.server.chat.PromptFacts;
import io.github.qwenvl4j.server.chat.RequestLimits;
import io.github.qwenvl4j.server.chat.TokenTexts;
import io.github.qwenvl4j.server.reply.OllamaCard;
import io.github.qwenvl4j.server.reply.ReplyMaker;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** A served model, its engine and its services. Owns the model. */
final class Served implements AutoCloseable {

    private final String id;
    private final QwenVl model;
    private final Engine engine;
    private final RequestLimits limits;
    private final ChatService chat;
    private final Instant since = Instant.now();

    /** @param steps notified of every step, on the model's thread */
    Served(
            String id,
            QwenVl model,
            ImageLoader pictures,
            ServerOptions options,
            ServerMetrics metrics,
            Gate gate,
            Consumer<StepReport> steps) {
        this.id = id;
        this.model = model;
        this.engine = model.internals().engine();
        this.limits = options.requests();
        engine.observe(steps);
        this.chat = new ChatService(id, model, pictures, options.requests(), tally -> {
            metrics.request(tally);
            gate.used(tally);
        });
    }

    TokenTexts tokenTexts() {
        return new TokenTexts(model.internals().tokenizer(), limits);
    }

    ChatService chat() {
        return chat;
    }

    String id() {
        return id;
    }

    private OllamaCard card() {
        return new OllamaCard(id, model, since);
    }

    /** Maximum number of tokens of prompt and answer. */
    int positions() {
        return model.internals().prompts().positions();
    }

    ModelView.Facts facts() {
        return new ModelView.Facts(
                since.getEpochSecond(), positions(), engine.limits().batch(), chat.callsTools(), card());
    }

    Engine engine() {
        return engine;
    }

    ReplyMaker maker(ChatRequest request, PromptFacts facts) {
        return new ReplyMaker(
                id,
                "qwenvl4j-" + BuildInfo.CURRENT.version(),
                model.internals().tokenizer(),
                facts,
                request.n().orElse(1),
                request.stripTags().orElse(false),
                chat.form(request),
                request.beginning().orElse(""));
    }

    /** Waits for running answers. */
    void drain(Duration patience) throws InterruptedException {
        engine.drain(patience);
    }

    /** Ends the answers that are still running with an error. */
    void endAnswers() {
        engine.close();
    }

    @Override
    public void close() {
        endAnswers();
        chat.close();
        model.close();
    }
}
