package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.engine.Sampling;
import io.github.qwenvl4j.generate.GenerationOptions;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ChatRequest;
import java.util.List;
import java.util.OptionalInt;

/** Checks how a request wants its answers generated, and fills in the checkpoint's defaults. */
final class SamplingRules {

    private static final int MAX_TOP_LOGPROBS = 20;
    private static final int MAX_STOPS = 16;
    private static final int MAX_STOP_LENGTH = 200;

    private final GenerationOptions defaults;
    private final RequestLimits limits;

    SamplingRules(GenerationOptions defaults, RequestLimits limits) {
        this.defaults = defaults;
        this.limits = limits;
    }

    int choices(ChatRequest request) {
        return within("n", request.n().orElse(1), 1, limits.choices());
    }

    /** @param room tokens that the model's positions leave for the answer */
    Sampling sampling(ChatRequest request, int room) {
        request.responseFormat().ifPresent(format -> {
            if (!format.type().equals("text")) {
                throw ApiException.unsupported("response_format", "must be of type text: this server has no other");
            }
        });
        if (request.streamOptions().isPresent() && !request.streams()) {
            throw ApiException.invalid("stream_options", "is only for requests with stream");
        }
        return new Sampling(
                new AnswerOptions(generation(request, room), stops(request)),
                within("presence_penalty", request.presencePenalty().orElse(0), -2, 2),
                within("frequency_penalty", request.frequencyPenalty().orElse(0), -2, 2),
                alternatives(request));
    }

    private GenerationOptions generation(ChatRequest request, int room) {
        return new GenerationOptions(
                newTokens(request, room),
                within("temperature", request.temperature().orElse(defaults.temperature()), 0, 2),
                within("top_k", request.topK().orElse(defaults.topK()), 0, Integer.MAX_VALUE),
                topP(request.topP().orElse(defaults.topP())),
                within(
                        "repetition_penalty",
                        request.repetitionPenalty().orElse(defaults.repetitionPenalty()),
                        0.01,
                        10),
                request.seed());
    }

    private int newTokens(ChatRequest request, int room) {
        if (request.maxTokens().isPresent() && request.maxCompletionTokens().isPresent()) {
            throw ApiException.invalid("max_tokens", "and max_completion_tokens cannot both be given");
        }
        OptionalInt asked = request.maxTokens().isPresent() ? request.maxTokens() : request.maxCompletionTokens();
        String name = request.maxTokens().isPresent() ? "max_tokens" : "max_completion_tokens";
        if (asked.isEmpty()) {
            return Math.min(Math.min(defaults.maxNewTokens(), limits.newTokens()), room);
        }
        within(name, asked.getAsInt(), 1, limits.newTokens());
        if (asked.getAsInt() > room) {
            throw ApiException.invalid(name, "is more than the %d tokens that the prompt leaves".formatted(room));
        }
        return asked.getAsInt();
    }

    private static OptionalInt alternatives(ChatRequest request) {
        boolean wanted = request.logprobs().orElse(false);
        if (request.topLogprobs().isPresent() && !wanted) {
            throw ApiException.invalid("top_logprobs", "needs logprobs to be true");
        }
        return wanted
                ? OptionalInt.of(within("top_logprobs", request.topLogprobs().orElse(0), 0, MAX_TOP_LOGPROBS))
                : OptionalInt.empty();
    }

    private static List<String> stops(ChatRequest request) {
        List<String> stops = request.stop();
        if (stops.size() > MAX_STOPS) {
            throw ApiException.invalid("stop", "has more than %d texts".formatted(MAX_STOPS));
        }
        if (stops.stream().anyMatch(stop -> stop == null || stop.isEmpty() || stop.length() > MAX_STOP_LENGTH)) {
            throw ApiException.invalid("stop", "must have texts of 1 to %d characters".formatted(MAX_STOP_LENGTH));
        }
        return stops;
    }

    private static double topP(double value) {
        if (!(value > 0 && value <= 1)) {
            throw ApiException.invalid("top_p", "must be above 0 and at most 1");
        }
        return value;
    }

    private static double within(String name, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw ApiException.invalid(name, "must be from %s to %s".formatted(min, max));
        }
        return value;
    }

    private static int within(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw ApiException.invalid(name, "must be from %d to %d".formatted(min, max));
        }
        return value;
    }
}
