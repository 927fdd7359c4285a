package io.github.qwenvl4j.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/** Which address leads where. */
final class Routes {

    private final Gate gate;
    private final ChatHandler chat;
    private final OllamaHandler ollama;
    private final InfoHandler info;
    private final PageFiles page = new PageFiles();
    private final ServerMetrics metrics;

    Routes(Gate gate, Door door, Loading loading, ServerMetrics metrics) {
        this.gate = gate;
        this.chat = new ChatHandler(door);
        this.ollama = new OllamaHandler(door, loading);
        this.info = new InfoHandler(loading);
        this.metrics = metrics;
    }

    void register(RoutesConfig routes) {
        routes.before(Routes::protect);
        routes.before(gate::check);
        routes.post("/v1/chat/completions", chat::handle);
        routes.get("/v1/models", info::models);
        routes.get("/v1/models/<model>", info::model);
        routes.post("/api/chat", ollama::chat);
        routes.post("/api/generate", ollama::generate);
        routes.get("/api/tags", ollama::tags);
        routes.post("/api/show", ollama::show);
        routes.get("/api/ps", ollama::running);
        routes.get("/api/version", ollama::version);
        routes.get("/health", info::health);
        routes.get("/metrics", metrics::handle);
        routes.get("/version", info::version);
        routes.get("/openapi.json", info::openApi);
        routes.get("/", page::index);
        routes.get("/web/{file}", page::file);
        routes.exception(Exception.class, (e, context) -> Errors.reply(context, e));
        routes.error(404, Errors::notFound);
        routes.error(405, Errors::wrongMethod);
    }

    /** The page runs its own scripts only, talks to its own server only, and is shown in no other page. */
    private static void protect(Context context) {
        context.header(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
                        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        context.header("X-Content-Type-Options", "nosniff");
        context.header("Referrer-Policy", "no-referrer");
        context.header("Cross-Origin-Resource-Policy", "same-origin");
    }
}
