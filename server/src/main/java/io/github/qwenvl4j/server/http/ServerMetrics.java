package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.engine.Engine;
import io.github.qwenvl4j.engine.StepReport;
import io.github.qwenvl4j.memory.NativeMemory;
import io.github.qwenvl4j.memory.ResidentMemory;
import io.github.qwenvl4j.server.api.Usage;
import io.github.qwenvl4j.server.chat.RequestTally;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Prometheus metrics: queue, batch, tokens, times, cache hits, memory. Tokens per second are the rate of the token
 * counters.
 */
final class ServerMetrics {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Counter promptTokens = registry.counter("qwenvl.prompt.tokens");
    private final Counter cachedTokens = registry.counter("qwenvl.prompt.tokens.cached");
    private final Counter generatedTokens = registry.counter("qwenvl.generated.tokens");
    private final Timer firstToken = timer("qwenvl.first.token");
    private final Timer request = timer("qwenvl.request");
    private final Timer step = timer("qwenvl.step");
    private final DistributionSummary batch = DistributionSummary.builder("qwenvl.batch.answers")
            .serviceLevelObjectives(1, 2, 4, 8, 16, 32)
            .register(registry);

    ServerMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        Gauge.builder("qwenvl.process.resident", ResidentMemory::bytes)
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("qwenvl.native.blocks", NativeMemory::blocks).register(registry);
    }

    /** @param engines of the models in memory */
    void watch(Supplier<List<Engine>> engines) {
        sum("qwenvl.queued.answers", engines, Engine::queued).register(registry);
        sum("qwenvl.active.answers", engines, Engine::active).register(registry);
        sum("qwenvl.session.memory", engines, Engine::sessionBytes)
                .baseUnit("bytes")
                .register(registry);
    }

    private static Gauge.Builder<Supplier<Number>> sum(
            String name, Supplier<List<Engine>> engines, ToDoubleFunction<Engine> value) {
        return Gauge.builder(
                name, () -> engines.get().stream().mapToDouble(value).sum());
    }

    void step(StepReport report) {
        step.record(report.nanos(), TimeUnit.NANOSECONDS);
        batch.record(report.answers());
        generatedTokens.increment(report.tokens());
    }

    void request(RequestTally tally) {
        Usage usage = tally.usage();
        promptTokens.increment(usage.promptTokens());
        cachedTokens.increment(usage.promptTokensDetails().cachedTokens());
        tally.timeToFirstToken().ifPresent(nanos -> firstToken.record(nanos, TimeUnit.NANOSECONDS));
        request.record(tally.elapsed(), TimeUnit.NANOSECONDS);
    }

    /** Counts a reply. */
    void reply(Context context) {
        registry.counter("qwenvl.replies", "status", Integer.toString(context.statusCode()))
                .increment();
    }

    void handle(Context context) {
        context.contentType("text/plain; version=0.0.4; charset=utf-8").result(registry.scrape());
    }

    private Timer timer(String name) {
        return Timer.builder(name).publishPercentileHistogram().register(registry);
    }
}
