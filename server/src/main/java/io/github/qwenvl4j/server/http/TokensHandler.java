package io.github.qwenvl4j.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.api.Json;
import io.github.qwenvl4j.server.api.Tokens;
import io.github.qwenvl4j.server.fields.ChatFields;
import io.github.qwenvl4j.server.fields.MessagesFields;
import io.github.qwenvl4j.server.fields.RequestForm;
import io.github.qwenvl4j.server.fields.ResponsesFields;
import io.github.qwenvl4j.server.fields.TokenFields;
import io.github.qwenvl4j.server.reply.MessagesRequests;
import io.github.qwenvl4j.server.reply.ResponsesRequests;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/** Routes about tokens: how long a prompt is, texts as ids and back, a dialogue as the model reads it. */
final class TokensHandler {

    private final AnswerPipeline pipeline;

    TokensHandler(AnswerPipeline pipeline) {
        this.pipeline = pipeline;
    }

    void chat(Context context) {
        count(context, ChatFields.CHAT, Function.identity(), UnaryOperator.identity(), Tokens.Counted::of);
    }

    void responses(Context context) {
        count(context, ResponsesFields.COUNTING, ResponsesRequests::of, ResponsesRequests::renamed, Tokens.Counted::of);
    }

    void messages(Context context) {
        count(
                context,
                MessagesFields.COUNTING,
                MessagesRequests::of,
                MessagesRequests::renamed,
                Tokens.CountedMessages::new);
    }

    private <T> void count(
            Context context,
            RequestForm<T> form,
            Function<T, ChatRequest> chat,
            UnaryOperator<ApiException> renamed,
            IntFunction<Object> reply) {
        pipeline.read(
                context,
                form,
                renamed,
                (served, given) -> pipeline.called(
                        context,
                        caller -> JsonReply.send(
                                context, reply.apply(served.chat().prompt(chat.apply(given), caller).length))));
    }

    void template(Context context) {
        pipeline.read(
                context,
                TokenFields.TEMPLATE,
                (served, request) -> pipeline.called(context, caller -> {
                    int[] ids = served.chat().prompt(request, caller);
                    JsonReply.send(
                            context, new Tokens.Template(served.tokenTexts().written(ids)));
                }));
    }

    void tokenize(Context context) {
        pipeline.read(context, TokenFields.TOKENIZE, (served, given) -> tokenize(context, served, given));
    }

    private void tokenize(Context context, Served served, JsonNode given) {
        Tokens.TokenizeRequest request = Json.bind(given, Tokens.TokenizeRequest.class);
        ChatRequest chat = Json.bind(given, ChatRequest.class);
        served.chat().requireServed(chat.model());
        if (request.text().isPresent() == given.has("messages")) {
            throw ApiException.invalid("prompt", "or messages must be given, and not both");
        }
        pipeline.called(context, caller -> {
            int[] ids = request.text()
                    .map(text ->
                            served.tokenTexts().ids(text, request.parseSpecial().orElse(false)))
                    .orElseGet(() -> served.chat().prompt(chat, caller));
            JsonReply.send(
                    context,
                    new Tokens.Tokenized(
                            ids.length,
                            served.positions(),
                            Arrays.stream(ids).boxed().toList(),
                            request.returnTokenStrs()
                                    .filter(wanted -> wanted)
                                    .map(wanted -> served.tokenTexts().each(ids))));
        });
    }

    void detokenize(Context context) {
        pipeline.read(context, TokenFields.DETOKENIZE, (served, request) -> {
            served.chat().requireServed(request.model());
            String text = served.tokenTexts().text(request.tokens());
            JsonReply.send(context, new Tokens.Detokenized(text, text));
        });
    }
}
