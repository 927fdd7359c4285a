package io.github.qwenvl4j.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.http.NotFoundResponse;

/** The routes and their handlers. */
final class Routes {

    private final Gate gate;
    private final ChatHandler chat;
    private final CompletionsHandler completions;
    private final EventsHandler events;
    private final DecisionsHandler decisions;
    private final TokensHandler tokens;
    private final PagesHandler pages;
    private final OllamaHandler ollama;
    private final AdaptersHandler adapters;
    private final InfoHandler info;
    private final PageFiles page = new PageFiles();
    private final ServerMetrics metrics;
    private final KnownRoutes known = new KnownRoutes();

    Routes(ServerOptions options, Gate gate, AnswerPipeline pipeline, Models models, ServerMetrics metrics) {
        this.gate = gate;
        this.chat = new ChatHandler(pipeline);
        this.completions = new CompletionsHandler(pipeline);
        this.events = new EventsHandler(pipeline);
        this.decisions = new DecisionsHandler(pipeline);
        this.tokens = new TokensHandler(pipeline);
        this.pages = new PagesHandler(pipeline);
        this.ollama = new OllamaHandler(pipeline, models);
        this.adapters = new AdaptersHandler(pipeline, models);
        this.info = new InfoHandler(models);
        this.metrics = metrics;
    }

    void register(RoutesConfig routes) {
        routes.before(RequestId::give);
        routes.before(Routes::protect);
        routes.before(gate::check);
        post(routes, "/v1/chat/completions", chat::handle);
        post(routes, "/v1/completions", completions::handle);
        post(routes, "/v1/responses", events::responses);
        post(routes, "/v1/messages", events::messages);
        post(routes, "/v1/decisions", decisions::handle);
        post(routes, "/v1/chat/completions/input_tokens", tokens::chat);
        post(routes, "/v1/responses/input_tokens", tokens::responses);
        post(routes, "/v1/messages/count_tokens", tokens::messages);
        post(routes, "/v1/pages", pages::handle);
        post(routes, "/tokenize", tokens::tokenize);
        post(routes, "/detokenize", tokens::detokenize);
        post(routes, "/apply-template", tokens::template);
        post(routes, AdaptersHandler.LOAD, adapters::load);
        post(routes, AdaptersHandler.UNLOAD, adapters::unload);
        get(routes, "/v1/models", info::models);
        get(routes, "/v1/models/<model>", info::model);
        ollama(routes);
        get(routes, "/health", info::health);
        get(routes, "/v1/health", info::health);
        get(routes, "/ping", info::health);
        get(routes, "/metrics", metrics::handle);
        get(routes, "/version", info::version);
        get(routes, "/props", info::props);
        get(routes, "/openapi.json", info::openApi);
        readable(routes, "/", page::index);
        readable(routes, "/docs", page::reference);
        readable(routes, "/web/{file}", page::file);
        routes.exception(Exception.class, (e, context) -> Errors.reply(context, e));
        routes.exception(HttpResponseException.class, (e, context) -> Errors.reply(context, e));
        routes.exception(MethodNotAllowedResponse.class, (e, context) -> Errors.wrongMethod(context, e));
        routes.exception(NotFoundResponse.class, (e, context) -> Errors.reply(context, known.notFound(context.path())));
    }

    private void ollama(RoutesConfig routes) {
        post(routes, "/api/chat", ollama::chat);
        post(routes, "/api/generate", ollama::generate);
        get(routes, "/api/tags", ollama::tags);
        post(routes, "/api/show", ollama::show);
        get(routes, "/api/ps", ollama::running);
        get(routes, "/api/version", ollama::version);
    }

    private void get(RoutesConfig routes, String path, Handler handler) {
        known.add("GET", path);
        readable(routes, path, handler);
    }

    private static void readable(RoutesConfig routes, String path, Handler handler) {
        routes.get(path, handler);
        routes.head(path, handler); // by default Javalin replies 200 to HEAD, whatever GET replies
    }

    private void post(RoutesConfig routes, String path, Handler handler) {
        known.add("POST", path);
        routes.post(path, handler);
    }

    /**
     * Content security policy: the page may run only its own scripts, connect only to its own server, and not be
     * embedded in other pages.
     */
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
