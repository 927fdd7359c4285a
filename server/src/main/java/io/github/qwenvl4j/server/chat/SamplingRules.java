package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.Evidence;
import io.github.qwenvl4j.TokenRules;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ChatRequest;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Checks the generation options of a request, and fills in the checkpoint's defaults. */
final class SamplingRules {

    private static final int MAX_TOP_LOGPROBS = 20;
    private static final int MAX_STOPS = 16;
    private static final int MAX_STOP_LENGTH = 200;

    private final AnswerOptions defaults;
    private final RequestLimits limits;
    private final int vocabulary;

    /** @param vocabulary number of the model's token ids */
    SamplingRules(AnswerOptions defaults, RequestLimits limits, int vocabulary) {
        this.vocabulary = vocabulary;
        this.defaults = defaults;
        this.limits = limits;
    }

    int choices(ChatRequest request) {
        return within("n", request.n().orElse(1), 1, limits.choices());
    }

    /**
     * @param room tokens that the model's positions leave for the answer
     * @param continued what the assistant has said of the answer; empty for nothing
     * @param asked the form of the answer
     */
    AnswerOptions options(ChatRequest request, int room, String continued, AskedFormat.Asked asked) {
        AnswerOptions options = generation(request, room)
                .withStopStrings(stops(request))
                .withBeginning(continued + beginning(request))
                .withConstrainBoxes(request.constrainBoxes().orElse(false));
        options = formed(options, request, asked);
        OptionalInt alternatives = alternatives(request);
        return alternatives.isPresent() ? options.withAlternatives(alternatives.getAsInt()) : options;
    }

    /** The choices of a request with a seed differ from each other, but each is reproducible. */
    static AnswerOptions ofChoice(AnswerOptions options, int choice) {
        OptionalLong seed = options.seed();
        return seed.isPresent() ? options.withSeed(seed.getAsLong() + choice) : options;
    }

    private AnswerOptions formed(AnswerOptions options, ChatRequest request, AskedFormat.Asked asked) {
        TokenRules rules = tokenRules(request, options.maxNewTokens());
        if (!(asked.format() instanceof AnswerFormat.FreeText)) {
            refuse(options.constrainBoxes(), "constrain_boxes", asked);
            refuse(rules.endless(), "ignore_eos", asked);
            refuse(rules.minTokens() > 0, "min_tokens", asked);
        }
        return recorded(options.withFormat(asked.format()).withTokens(rules), request);
    }

    /** What is told of an answer in JSON, and whether it is closed. */
    private static AnswerOptions recorded(AnswerOptions options, ChatRequest request) {
        boolean json = options.format() instanceof AnswerFormat.JsonValue
                || options.format() instanceof AnswerFormat.JsonSchema;
        requireJson("evidence", request.evidence().orElse(false), json);
        requireJson("close_json", request.closeJson().orElse(false), json);
        double threshold = within("review_below", request.reviewBelow().orElse(Evidence.REVIEW_BELOW), 0, 1);
        AnswerOptions closed = options.withCloseJson(request.closeJson().orElse(false));
        return request.evidence().orElse(false) ? closed.withEvidence(threshold) : closed;
    }

    private static void requireJson(String field, boolean wanted, boolean json) {
        if (wanted && !json) {
            throw ApiException.invalid(
                    field, "needs an answer in JSON: a JSON object or a JSON Schema must be asked for");
        }
    }

    private static void refuse(boolean given, String field, AskedFormat.Asked asked) {
        if (given) {
            throw ApiException.invalid(field, "and " + asked.field() + " exclude each other");
        }
    }

    private TokenRules tokenRules(ChatRequest request, int most) {
        request.logitBias().forEach((id, bias) -> {
            requireId("logit_bias", id);
            within("logit_bias." + id, bias, -100, 100);
        });
        if (request.stopTokenIds().size() > MAX_STOPS) {
            throw ApiException.invalid("stop_token_ids", "has more than %d ids".formatted(MAX_STOPS));
        }
        request.stopTokenIds().forEach(id -> requireId("stop_token_ids", id));
        return new TokenRules(
                request.logitBias(),
                Set.copyOf(request.stopTokenIds()),
                Math.min(within("min_tokens", request.minTokens().orElse(0), 0, limits.newTokens()), most),
                request.ignoreEos().orElse(false));
    }

    private void requireId(String field, int id) {
        if (id < 0 || id >= vocabulary) {
            throw ApiException.invalid(field, "has the token id %d, but ids are 0 to %d".formatted(id, vocabulary - 1));
        }
    }

    private AnswerOptions generation(ChatRequest request, int room) {
        AnswerOptions options = defaults.withMaxNewTokens(newTokens(request, room))
                .withTemperature(within("temperature", request.temperature().orElse(defaults.temperature()), 0, 2))
                .withTopK(within("top_k", request.topK().orElse(defaults.topK()), 0, Integer.MAX_VALUE))
                .withTopP(topP(request.topP().orElse(defaults.topP())))
                .withMinP(within("min_p", request.minP().orElse(defaults.minP()), 0, 1))
                .withRepetitionPenalty(within(
                        "repetition_penalty",
                        request.repetitionPenalty().orElse(defaults.repetitionPenalty()),
                        0.01,
                        10))
                .withPresencePenalty(
                        within("presence_penalty", request.presencePenalty().orElse(0), -2, 2))
                .withFrequencyPenalty(
                        within("frequency_penalty", request.frequencyPenalty().orElse(0), -2, 2));
        return request.seed().isPresent() ? options.withSeed(request.seed().getAsLong()) : options;
    }

    private int newTokens(ChatRequest request, int room) {
        int most = Math.min(limits.newTokens(), room);
        int asked = Math.min(
                atMost("max_tokens", request.maxTokens(), most),
                atMost("max_completion_tokens", request.maxCompletionTokens(), most));
        boolean any =
                request.maxTokens().isPresent() || request.maxCompletionTokens().isPresent();
        return any ? asked : Math.min(defaults.maxNewTokens(), most);
    }

    /** A larger number means the maximum, too. */
    private static int atMost(String name, OptionalInt asked, int most) {
        if (asked.isEmpty() || asked.getAsInt() == -1) {
            return most;
        }
        if (asked.getAsInt() < 1) {
            throw ApiException.invalid(name, "must be at least 1, or -1 for the maximum");
        }
        return Math.min(asked.getAsInt(), most);
    }

    private static OptionalInt alternatives(ChatRequest request) {
        boolean wanted = request.logprobs().orElse(false);
        if (request.topLogprobs().orElse(0) != 0 && !wanted) {
            throw ApiException.invalid("top_logprobs", "needs logprobs to be true");
        }
        return wanted
                ? OptionalInt.of(within("top_logprobs", request.topLogprobs().orElse(0), 0, MAX_TOP_LOGPROBS))
                : OptionalInt.empty();
    }

    private String beginning(ChatRequest request) {
        String beginning = request.beginning().orElse("");
        if (beginning.length() > limits.textCharacters()) {
            throw ApiException.invalid("beginning", "has more than %d characters".formatted(limits.textCharacters()));
        }
        return beginning;
    }

    /** Those of the request beside those of the checkpoint. */
    private List<String> stops(ChatRequest request) {
        List<String> stops = request.stop();
        if (stops.size() > MAX_STOPS) {
            throw ApiException.invalid("stop", "has more than %d strings".formatted(MAX_STOPS));
        }
        if (stops.stream().anyMatch(stop -> stop == null || stop.isEmpty() || stop.length() > MAX_STOP_LENGTH)) {
            throw ApiException.invalid("stop", "must have strings of 1 to %d characters".formatted(MAX_STOP_LENGTH));
        }
        return Stream.concat(defaults.stopStrings().stream(), stops.stream()).toList();
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
