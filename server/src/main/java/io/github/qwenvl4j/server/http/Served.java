package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.engine.Engine;
import io.github.qwenvl4j.engine.StepReport;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.chat.ChatService;
import io.github.qwenvl4j.server.chat.PromptFacts;
import io.github.qwenvl4j.server.chat.RequestLimits;
import io.github.qwenvl4j.server.chat.RequestTally;
import io.github.qwenvl4j.server.chat.TokenTexts;
import io.github.qwenvl4j.server.reply.OllamaCard;
import io.github.qwenvl4j.server.reply.ReplyMaker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A served model or adapter, its engine and its services, and its adapters. Owns the model. */
final class Served implements AutoCloseable {

    private final String id;
    private final QwenVl model;
    private final Engine engine;
    private final RequestLimits limits;
    private final ChatService chat;
    private final Instant since = Instant.now();
    private final ImageLoader pictures;
    private final Consumer<RequestTally> tallies;
    private final Map<String, Served> adapters =
            new LinkedHashMap<>(); // like the next two: guarded by the lock of Models
    private int users;
    private boolean leaving;

    /** @param steps notified of every step, on the model's thread */
    Served(
            String id,
            QwenVl model,
            ImageLoader pictures,
            ServerOptions options,
            ServerMetrics metrics,
            Gate gate,
            Consumer<StepReport> steps) {
        this(id, model, pictures, options.requests(), tally -> {
            metrics.request(tally);
            gate.used(tally);
        });
        engine.observe(steps);
    }

    private Served(
            String id, QwenVl model, ImageLoader pictures, RequestLimits limits, Consumer<RequestTally> tallies) {
        this.id = id;
        this.model = model;
        this.engine = model.internals().engine();
        this.pictures = pictures;
        this.limits = limits;
        this.tallies = tallies;
        this.chat = new ChatService(id, model, pictures, limits, tallies);
    }

    /** The model through an adapter, which the caller closes or {@linkplain #add adds}. */
    Served adapted(String name, Path folder) {
        return new Served(name, model.adapted(folder), pictures, limits, tallies);
    }

    /** Opens adapters and serves them; closes itself where that fails. @param folders by names */
    void add(Map<String, Path> folders) {
        try {
            folders.forEach((name, folder) -> add(adapted(name, folder)));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Serves an adapter, which is closed with this model. */
    void add(Served adapted) {
        adapters.put(adapted.id, adapted);
    }

    /** Takes an adapter away, to be closed. */
    Optional<Served> remove(String name) {
        return Optional.ofNullable(adapters.remove(name));
    }

    /** This model, or its adapter of that name. */
    Served called(String name) {
        return name.equals(id) ? this : adapters.get(name);
    }

    /** More or fewer requests use it. */
    void use(int more) {
        users += more;
        closeIfLeft();
    }

    /** An adapter is asked no more: it is closed when no request uses it. */
    void leave() {
        leaving = true;
        closeIfLeft();
    }

    private void closeIfLeft() {
        if (leaving && users == 0) {
            close();
        }
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
        adapters.values().forEach(Served::close);
        chat.close();
        model.close(); // which ends its answers
    }
}
