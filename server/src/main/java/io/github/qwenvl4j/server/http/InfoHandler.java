package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.Json;
import io.github.qwenvl4j.server.api.ModelList;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** What the server tells of itself: health, version, models, its API's description. */
final class InfoHandler {

    private final Loading loading;
    private final byte[] openApi = openApi();

    InfoHandler(Loading loading) {
        this.loading = loading;
    }

    /** 200 when requests are served; 503 while the model is loaded, when it could not be, and while stopping. */
    void health(Context context) {
        try {
            loading.served();
            json(context, Map.of("status", "ok"));
        } catch (ApiException e) {
            context.status(e.status());
            json(context, Map.of("status", e.getMessage()));
        }
    }

    void version(Context context) {
        json(context, BuildInfo.current());
    }

    void models(Context context) {
        json(context, loading.served().list());
    }

    void model(Context context) {
        ModelList list = loading.served().list();
        json(
                context,
                list.data().stream()
                        .filter(model -> model.id().equals(context.pathParam("model")))
                        .findFirst()
                        .orElseThrow(() -> ApiException.of(404, "invalid_request_error", "there is no such model")));
    }

    void openApi(Context context) {
        context.contentType("application/json").result(openApi);
    }

    private static void json(Context context, Object value) {
        context.contentType("application/json").result(Json.write(value));
    }

    private static byte[] openApi() {
        try (InputStream in = InfoHandler.class.getResourceAsStream("/openapi.json")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading openapi.json", e);
        }
    }
}
