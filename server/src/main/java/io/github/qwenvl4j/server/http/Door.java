package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.chat.AnswerStream;
import io.github.qwenvl4j.server.chat.Caller;
import io.github.qwenvl4j.server.chat.CallerGoneException;
import io.github.qwenvl4j.server.fields.RequestForm;
import io.github.qwenvl4j.server.http.EventWriter.Framing;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The way of every request for an answer: let in, read, checked, started, replied to. */
final class Door {

    static final int CLIENT_GONE = 499; // nobody will read it, but the log does
    private static final int REQUESTS_AT_ONCE = 200; // each has a thread

    private static final String START = "qwenvl.start";

    private final Gate gate;
    private final Loading loading;
    private final BodyReader bodies;
    private final Duration deadline;
    private final boolean strictFields;
    private final Semaphore places = new Semaphore(REQUESTS_AT_ONCE);

    Door(ServerOptions options, Gate gate, Loading loading) {
        this.gate = gate;
        this.loading = loading;
        this.bodies = new BodyReader(options.maxBodyBytes(), options.requests().arrival());
        this.deadline = options.requests().deadline();
        this.strictFields = options.requests().strictFields();
    }

    /**
     * Lets a request in and reads its body.
     *
     * @param form of the body
     * @param use what is done about the request, while the memory for its body is set aside
     */
    <T> void read(Context context, RequestForm<T> form, BiConsumer<Served, T> use) {
        context.attribute(START, System.nanoTime());
        Served served = loading.served();
        gate.admit(context);
        if (!places.tryAcquire()) {
            throw ApiException.busy("too many requests are waiting");
        }
        try (BodyReader.Body body = bodies.read(context)) {
            RequestForm.Read<T> read = form.read(body.bytes(), strictFields);
            read.unknownLine().ifPresent(fields -> context.header("X-Ignored-Fields", fields));
            use.accept(served, read.request());
        } finally {
            places.release();
        }
    }

    /**
     * Has a request that was read answered.
     *
     * @param framing of a reply in pieces
     * @param reply writes the answers
     */
    void answer(Context context, Framing framing, Served served, ChatRequest request, Consumer<Exchange> reply) {
        EventWriter events = new EventWriter(context, framing);
        long start = context.attribute(START);
        ClientConnection connection = new ClientConnection(context.req());
        connection.keepFor(deadline.multipliedBy(2));
        Caller caller = new Caller(Gate.key(context), connection::gone, start, System.nanoTime() + deadline.toNanos());
        try (AnswerStream answers = served.chat().start(request, caller)) {
            Exchange exchange = new Exchange(context, answers, served.maker(request, answers.facts()), events);
            RequestLog.note(context, exchange);
            reply.accept(exchange);
        } catch (CallerGoneException e) {
            context.status(CLIENT_GONE);
        } catch (RuntimeException e) {
            if (!events.begun()) {
                throw e;
            }
            events.send(Errors.body(context, Errors.refusal(context, e)));
        }
        if (connection.mustClose()) {
            context.header("Connection", "close");
        }
    }
}
