package io.github.qwenvl4j.cli.serve;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.server.chat.RequestLimits;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Limits of a server. */
final class ServerCapacity {

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "16",
            description = "Answers generated at the same time (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(
            names = "--queue",
            paramLabel = "N",
            defaultValue = "64",
            description = "Maximum number of waiting answers per key (default: ${DEFAULT-VALUE}).")
    private int queue;

    @Option(
            names = "--session-memory",
            paramLabel = "MB",
            defaultValue = "2048",
            description = "Memory for the key-value caches of all answers (default: ${DEFAULT-VALUE}).")
    private int sessionMegabytes;

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            defaultValue = "4096",
            description = "Maximum number of tokens per answer (default: ${DEFAULT-VALUE}).")
    private int maxTokens;

    @Option(
            names = "--max-images",
            paramLabel = "N",
            defaultValue = "8",
            description = "Maximum number of pictures per request (default: ${DEFAULT-VALUE}).")
    private int maxImages;

    @Option(
            names = "--max-body",
            paramLabel = "MB",
            defaultValue = "32",
            description = "Maximum size of a request (default: ${DEFAULT-VALUE}).")
    private int maxBodyMegabytes;

    @Option(
            names = "--deadline",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "Maximum time for an answer, waiting included (default: ${DEFAULT-VALUE}).")
    private int deadlineSeconds;

    @Option(
            names = "--strict-fields",
            description = "Refuse requests with unknown fields instead of ignoring the fields.")
    private boolean strictFields;

    RequestLimits requests() {
        RequestLimits defaults = RequestLimits.DEFAULT;
        return new RequestLimits(
                defaults.messages(),
                positive("max-images", maxImages),
                defaults.choices(),
                positive("max-new-tokens", maxTokens),
                defaults.textCharacters(),
                strictFields,
                defaults.arrival(),
                Duration.ofSeconds(positive("deadline", deadlineSeconds)));
    }

    OpenOptions over(OpenOptions options) {
        return options.withBatch(positive("batch", batch))
                .withQueue(positive("queue", queue))
                .withSessionBytes((long) positive("session-memory", sessionMegabytes) << 20);
    }

    int maxBodyBytes() {
        if (positive("max-body", maxBodyMegabytes) > 200) {
            throw new QwenVlException("max-body is " + maxBodyMegabytes + ", but must be at most 200");
        }
        return maxBodyMegabytes << 20;
    }

    private static int positive(String name, int value) {
        if (value < 1) {
            throw new QwenVlException(name + " is " + value + ", but must be at least 1");
        }
        return value;
    }
}
