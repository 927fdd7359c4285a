package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.fields.PageFields;
import io.javalin.http.Context;
import java.util.Map;

/** {@code POST /v1/pages}: the pages of a document as pictures. */
final class PagesHandler {

    private static final Map<String, String> NAMES = Map.of("messages", "document");

    private final AnswerPipeline pipeline;

    PagesHandler(AnswerPipeline pipeline) {
        this.pipeline = pipeline;
    }

    void handle(Context context) {
        pipeline.read(
                context,
                PageFields.PAGES,
                refusal -> refusal.renamed(NAMES),
                (served, request) -> pipeline.called(
                        context, caller -> JsonReply.send(context, served.chat().pages(request, caller))));
    }
}
