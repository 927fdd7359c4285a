package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ModelList;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** Routes about the server itself: health, version, models, API description. */
final class InfoHandler {

    private record BuildReply(String version, String java) {}

    private final Models models;
    private final byte[] openApi = openApi();

    InfoHandler(Models models) {
        this.models = models;
    }

    /** 200 if requests are served; 503 while the model is loading, if loading failed, and while stopping. */
    void health(Context context) {
        try {
            models.requireReady();
            JsonReply.send(context, Map.of("status", "ok"));
        } catch (ApiException e) {
            context.status(e.status()).header("Retry-After", "1");
            JsonReply.send(context, Map.of("status", e.getMessage()));
        }
    }

    /** The properties of the first model that llama.cpp's clients query before they send a picture. */
    void props(Context context) {
        models.requireReady();
        ModelView first = models.views().get(0);
        ModelView.Facts facts = first.facts().orElseThrow();
        JsonReply.send(
                context,
                Map.of(
                        "model_alias", first.name(),
                        "total_slots", facts.batch(),
                        "default_generation_settings", Map.of("n_ctx", facts.positions()),
                        "modalities", Map.of("vision", true, "audio", false),
                        "capabilities", ModelList.capabilities(facts.tools()),
                        "build_info", "qwenvl4j-" + BuildInfo.CURRENT.version()));
    }

    void version(Context context) {
        JsonReply.send(
                context,
                new BuildReply(BuildInfo.CURRENT.version(), Runtime.version().toString()));
    }

    void models(Context context) {
        models.requireReady();
        JsonReply.send(
                context,
                ModelList.of(models.views().stream().map(InfoHandler::described).toList()));
    }

    void model(Context context) {
        models.requireReady();
        JsonReply.send(context, described(models.view(context.pathParam("model"))));
    }

    static ModelList.Model described(ModelView view) {
        return view.facts()
                .map(facts -> ModelList.Model.known(
                        view.name(), facts.created(), facts.positions(), facts.tools(), view.status()))
                .orElseGet(() -> ModelList.Model.unknown(view.name(), view.status()))
                .withParent(view.base());
    }

    void openApi(Context context) {
        context.contentType("application/json").result(openApi);
    }

    private static byte[] openApi() {
        try (InputStream in = InfoHandler.class.getResourceAsStream("/openapi.json")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading openapi.json", e);
        }
    }
}
