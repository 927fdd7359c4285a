package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.Json;
import io.javalin.http.Context;

/** A whole reply in JSON. */
final class JsonReply {

    private JsonReply() {}

    static void send(Context context, Object reply) {
        context.contentType("application/json").result(Json.write(reply));
    }
}
