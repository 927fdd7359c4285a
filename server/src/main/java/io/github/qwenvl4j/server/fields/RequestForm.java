package io.github.qwenvl4j.server.fields;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The schema of a route's requests. Immutable and thread-safe. */
public final class RequestForm<T> {

    private static final int MOST_NAMED = 20;

    /**
     * A request that was read.
     *
     * @param model that is asked for; absent or empty: any
     * @param keepAlive how long the model stays in memory behind the answer, in seconds, below 0 for ever; absent: as the server does
     * @param unknown paths of the unknown fields, which were ignored
     */
    public record Read<T>(T request, Optional<String> model, OptionalDouble keepAlive, List<String> unknown) {

        /** The unknown fields as one line of printable characters. */
        public Optional<String> unknownLine() {
            return unknown.isEmpty()
                    ? Optional.empty()
                    : Optional.of(unknown.stream()
                            .map(place -> place.replaceAll("\\[\\d+]", "[]").replaceAll("[^\\w.\\[\\]-]", "?"))
                            .distinct()
                            .limit(MOST_NAMED)
                            .collect(Collectors.joining(", ")));
        }
    }

    private final Form form;
    private final Class<T> type;

    RequestForm(Form form, Class<T> type) {
        this.form = form;
        this.type = type;
    }

    /**
     * @param strict whether unknown fields are refused
     * @throws ApiException 400, with the name of the invalid field
     */
    public Read<T> read(byte[] body, boolean strict) {
        List<String> unknown = new ArrayList<>();
        JsonNode read = form.read("", Json.read(body), unknown::add).orElseThrow();
        if (strict && !unknown.isEmpty()) {
            throw ApiException.unsupported(unknown.get(0), "is an unknown field");
        }
        Optional<String> model = Optional.ofNullable(read.path("model").textValue())
                .or(() -> Optional.ofNullable(read.path("name").textValue()));
        JsonNode keepAlive = read.path("keep_alive");
        return new Read<>(
                Json.bind(read, type),
                model,
                keepAlive.isNumber() ? OptionalDouble.of(keepAlive.doubleValue()) : OptionalDouble.empty(),
                List.copyOf(unknown));
    }
}
