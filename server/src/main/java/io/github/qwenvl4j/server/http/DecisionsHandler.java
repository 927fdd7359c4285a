package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.Decision;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.api.Decisions;
import io.github.qwenvl4j.server.api.Json;
import io.github.qwenvl4j.server.api.Usage;
import io.github.qwenvl4j.server.chat.ChatService;
import io.github.qwenvl4j.server.fields.DecisionFields;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.UUID;

/** {@code POST /v1/decisions}: how probable each of some answers is. */
final class DecisionsHandler {

    private final AnswerPipeline pipeline;

    DecisionsHandler(AnswerPipeline pipeline) {
        this.pipeline = pipeline;
    }

    void handle(Context context) {
        pipeline.read(
                context,
                DecisionFields.DECISIONS,
                (served, given) -> pipeline.called(context, caller -> {
                    Decisions.DecisionRequest request = Decisions.DecisionRequest.of(given);
                    ChatService.Decided decided =
                            served.chat().decide(Json.bind(given, ChatRequest.class), request.options(), caller);
                    Decision decision = request.lengthNormalised().orElse(false)
                            ? decided.decision().lengthNormalised()
                            : decided.decision();
                    JsonReply.send(context, reply(served.id(), decision, decided.usage()));
                }));
    }

    private static Decisions.DecisionReply reply(String model, Decision decision, Usage usage) {
        return new Decisions.DecisionReply(
                "decision-" + UUID.randomUUID().toString().replace("-", ""),
                "decision",
                Instant.now().getEpochSecond(),
                model,
                decision.best().text(),
                decision.options().stream()
                        .map(option -> new Decisions.OptionView(
                                option.text(), option.probability(), option.logLikelihood(), option.tokens()))
                        .toList(),
                usage);
    }
}
