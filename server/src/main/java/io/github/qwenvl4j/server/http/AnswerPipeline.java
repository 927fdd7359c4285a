package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.chat.Caller;
import io.github.qwenvl4j.server.chat.CallerGoneException;
import io.github.qwenvl4j.server.chat.ChoiceStream;
import io.github.qwenvl4j.server.fields.RequestForm;
import io.github.qwenvl4j.server.http.EventWriter.Framing;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The pipeline of every answer request: admission, reading the body, checking, starting the answers, replying. */
final class AnswerPipeline {

    static final int CLIENT_GONE = 499; // only for the log
    private static final int REQUESTS_AT_ONCE = 200; // each has a thread

    private static final String START = "qwenvl.start";

    private final Gate gate;
    private final Models models;
    private final BodyReader bodies;
    private final Duration deadline;
    private final boolean strictFields;
    private final Shares places = new Shares(REQUESTS_AT_ONCE, REQUESTS_AT_ONCE / 2);

    AnswerPipeline(ServerOptions options, Gate gate, Models models) {
        this.gate = gate;
        this.models = models;
        this.bodies = new BodyReader(options.maxBodyBytes(), options.requests().arrival());
        this.deadline = options.requests().deadline();
        this.strictFields = options.requests().strictFields();
    }

    /**
     * Admits a request and reads its body.
     *
     * @param form of the body
     * @param use processes the request while the memory of its body is reserved
     */
    <T> void read(Context context, RequestForm<T> form, BiConsumer<Served, T> use) {
        read(context, form, UnaryOperator.identity(), use);
    }

    /** The same in an API of others. @param renamed an error about a chat request, with the names that fields have there */
    <T> void read(
            Context context, RequestForm<T> form, UnaryOperator<ApiException> renamed, BiConsumer<Served, T> use) {
        context.attribute(START, System.nanoTime());
        models.requireBegun();
        gate.admit(context);
        String client = Gate.client(context);
        bodies.read(context, body -> {
            if (!places.take(client, 1)) {
                throw ApiException.busy("too many requests are waiting");
            }
            try {
                RequestForm.Read<T> read = form.read(body, strictFields);
                read.unknownLine().ifPresent(fields -> context.header("X-Ignored-Fields", fields));
                try (ModelLease lease = models.borrow(read.model(), KeepAlive.asked(read.keepAlive()))) {
                    use(renamed, () -> use.accept(lease.served(), read.request()));
                }
            } finally {
                places.giveBack(client, 1);
            }
        });
    }

    /** Reads the body of a request that concerns no model in particular. */
    <T> void read(Context context, RequestForm<T> form, Consumer<T> use) {
        models.requireBegun();
        bodies.read(context, body -> {
            RequestForm.Read<T> read = form.read(body, strictFields);
            read.unknownLine().ifPresent(fields -> context.header("X-Ignored-Fields", fields));
            use.accept(read.request());
        });
    }

    private static void use(UnaryOperator<ApiException> renamed, Runnable use) {
        try {
            use.run();
        } catch (ApiException e) {
            throw renamed.apply(e);
        }
    }

    /**
     * Answers a chat request that was read.
     *
     * @param framing framing of a streamed reply
     * @param reply writes the answers
     */
    void answer(Context context, Framing framing, Served served, ChatRequest request, Consumer<PendingReply> reply) {
        answer(context, framing, served, request, caller -> served.chat().start(request, caller), reply);
    }

    /** The same for answers that are started in another way. @param request how they are sampled and shown */
    void answer(
            Context context,
            Framing framing,
            Served served,
            ChatRequest request,
            Function<Caller, ChoiceStream> start,
            Consumer<PendingReply> reply) {
        EventWriter events = new EventWriter(context, framing);
        called(context, caller -> {
            try (ChoiceStream answers = start.apply(caller)) {
                PendingReply pending =
                        new PendingReply(context, answers, served.maker(request, answers.facts()), events);
                RequestLog.note(context, pending);
                reply.accept(pending);
            } catch (CallerGoneException e) {
                throw e;
            } catch (RuntimeException e) {
                if (!events.begun()) {
                    throw e;
                }
                events.send(Errors.piece(context.path(), Errors.refusal(context, e)));
            }
        });
    }

    /** Does something for the client of a request that was read; ends it when the client is gone. */
    void called(Context context, Consumer<Caller> use) {
        long start = context.attribute(START);
        ClientConnection connection = new ClientConnection(context.req());
        try {
            use.accept(
                    new Caller(Gate.client(context), connection::gone, start, System.nanoTime() + deadline.toNanos()));
        } catch (CallerGoneException e) {
            context.status(CLIENT_GONE);
        }
        if (connection.mustClose()) {
            context.header("Connection", "close");
        }
    }
}
