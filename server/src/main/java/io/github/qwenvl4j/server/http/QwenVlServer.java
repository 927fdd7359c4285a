package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.engine.StepReport;
import io.github.qwenvl4j.image.ImageLoader;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: an OpenAI-compatible API over one model, and a page to try it. It listens immediately and answers
 * once the model is loaded. Thread-safe.
 */
public final class QwenVlServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QwenVlServer.class);
    private static final int THREADS = 250;
    private static final Duration LAST_WRITES = Duration.ofSeconds(5); // for sending the rest of complete answers
    private static final int MAX_HEADER_BYTES = 16 * 1024;

    private final ServerOptions options;
    private final Models models;
    private final Javalin javalin;

    private QwenVlServer(ServerOptions options, Models models, Javalin javalin) {
        this.options = options;
        this.models = models;
        this.javalin = javalin;
    }

    /**
     * Starts listening and starts to load the model.
     *
     * @param modelId the name of the model in the API
     * @param open opens the model, which the server then owns; called on another thread
     * @param pictures allowed sources and sizes of pictures
     * @throws io.github.qwenvl4j.QwenVlException of kind NETWORK if the port cannot be bound; the model is not loaded
     *     then
     */
    public static QwenVlServer start(
            ServerOptions options, String modelId, Supplier<QwenVl> open, ImageLoader pictures) {
        return start(options, modelId, open, pictures, step -> {});
    }

    /** @param steps notified of every step, on the model's thread */
    static QwenVlServer start(
            ServerOptions options,
            String modelId,
            Supplier<QwenVl> open,
            ImageLoader pictures,
            Consumer<StepReport> steps) {
        ModelSource only = new ModelSource(modelId, open, 1);
        return start(options, List.of(only), ModelMemory.UNBOUNDED, pictures, steps);
    }

    /**
     * The same with several models: the first is loaded now, the others when they are asked for.
     *
     * @param sources at least one, with different names
     */
    public static QwenVlServer start(
            ServerOptions options, List<ModelSource> sources, ModelMemory memory, ImageLoader pictures) {
        return start(options, sources, memory, pictures, step -> {});
    }

    private static QwenVlServer start(
            ServerOptions options,
            List<ModelSource> sources,
            ModelMemory memory,
            ImageLoader pictures,
            Consumer<StepReport> steps) {
        ServerMetrics metrics = new ServerMetrics();
        Gate gate = new Gate(options, new RateLimiter(options.access().rates(), System::nanoTime));
        Consumer<StepReport> observer = steps.andThen(metrics::step);
        Models models = new Models(
                sources,
                memory,
                options.requests().deadline(),
                source -> new Served(source.name(), source.open().get(), pictures, options, metrics, gate, observer));
        metrics.watch(() -> models.loaded().stream().map(Served::engine).toList());
        Routes routes = new Routes(options, gate, new AnswerPipeline(options, gate, models), models, metrics);
        Javalin javalin = Javalin.create(config -> {
            configure(config, options, metrics);
            routes.register(config.routes);
        });
        javalin.start();
        models.begin();
        LOG.info("listening on {}:{}", options.host(), javalin.port());
        return new QwenVlServer(options, models, javalin);
    }

    private static void configure(JavalinConfig config, ServerOptions options, ServerMetrics metrics) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.http.prefer405over404 = true;
        config.http.maxRequestSize = options.maxBodyBytes();
        config.router.javaLangErrorHandler(Errors::reply);
        config.jetty.threadPool = new QueuedThreadPool(THREADS);
        BrokenRequests broken = new BrokenRequests(MAX_HEADER_BYTES);
        config.jetty.modifyServer(server -> {
            server.setHandler(new GracefulHandler());
            server.setErrorHandler(broken);
            server.setStopTimeout(LAST_WRITES.toMillis());
        });
        config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(broken));
        config.jetty.addConnector(new Listener(options)::open);
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setRequestHeaderSize(MAX_HEADER_BYTES);
        });
        config.requestLogger.http((context, millis) -> {
            metrics.reply(context);
            RequestLog.write(context, millis);
        });
    }

    public int port() {
        return javalin.port();
    }

    /** How many answers of all models are being computed or wait for that. */
    public int answers() {
        return models.loaded().stream()
                .map(Served::engine)
                .mapToInt(engine -> engine.active() + engine.queued())
                .sum();
    }

    /** Waits until the model is loaded. @throws io.github.qwenvl4j.QwenVlException if it cannot be loaded */
    public void awaitReady() {
        models.await();
    }

    /** Accepts no new requests, waits for running answers up to the drain time of the options, then stops. */
    @Override
    public void close() {
        List<Served> served = models.stop();
        served.forEach(this::drain);
        served.forEach(Served::endAnswers);
        javalin.stop();
        served.forEach(Served::close);
        LOG.info("stopped");
    }

    private void drain(Served served) {
        try {
            served.drain(options.drain());
        } catch (InterruptedException e) {
            LOG.warn("interrupted: not waiting for running answers");
            Thread.currentThread().interrupt();
        }
    }
}
