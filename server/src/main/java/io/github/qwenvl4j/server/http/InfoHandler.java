package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** Routes about the server itself: health, version, models, API description. */
final class InfoHandler {

    private record BuildReply(String version, String java) {}

    private final Loading loading;
    private final byte[] openApi = openApi();

    InfoHandler(Loading loading) {
        this.loading = loading;
    }

    /** 200 if requests are served; 503 while the model is loading, if loading failed, and while stopping. */
    void health(Context context) {
        try {
            loading.served();
            json(context, Map.of("status", "ok"));
        } catch (ApiException e) {
            context.status(e.status()).header("Retry-After", "1");
            json(context, Map.of("status", e.getMessage()));
        }
    }

    /** The properties that llama.cpp's clients query before they send a picture. */
    void props(Context context) {
        Served served = loading.served();
        json(
                context,
                Map.of(
                        "model_alias", served.id(),
                        "total_slots", served.batch(),
                        "default_generation_settings", Map.of("n_ctx", served.positions()),
                        "modalities", Map.of("vision", true, "audio", false),
                        "capabilities", served.list().data().get(0).capabilities(),
                        "build_info", "qwenvl4j-" + BuildInfo.CURRENT.version()));
    }

    void version(Context context) {
        json(
                context,
                new BuildReply(BuildInfo.CURRENT.version(), Runtime.version().toString()));
    }

    void models(Context context) {
        json(context, loading.served().list());
    }

    void model(Context context) {
        Served served = loading.served();
        served.chat().requireServed(Optional.of(context.pathParam("model")));
        json(context, served.list().data().get(0));
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
