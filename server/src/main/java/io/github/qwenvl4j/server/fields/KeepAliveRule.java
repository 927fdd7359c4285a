package io.github.qwenvl4j.server.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import io.github.qwenvl4j.server.api.ApiException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a model stays in memory, as Ollama's clients say it: seconds, or a duration such as 5m. It becomes seconds. */
record KeepAliveRule() implements FieldRule {

    private static final Pattern DURATION = Pattern.compile("([+-]?)((?:\\d+(?:\\.\\d*)?(?:ns|us|µs|ms|s|m|h))+)");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?)(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Double> SECONDS =
            Map.of("ns", 1e-9, "us", 1e-6, "µs", 1e-6, "ms", 1e-3, "s", 1.0, "m", 60.0, "h", 3600.0);

    @Override
    public Optional<JsonNode> read(String place, JsonNode value, Consumer<String> unknown) {
        if (value.isNumber()) {
            return Optional.of(DoubleNode.valueOf(value.doubleValue()));
        }
        String text = value.isTextual() ? value.textValue() : "";
        if (text.matches("[+-]?\\d{1,9}")) {
            return Optional.of(DoubleNode.valueOf(Integer.parseInt(text)));
        }
        Matcher duration = DURATION.matcher(text);
        if (text.length() > 40 || !duration.matches()) {
            throw ApiException.invalid(place, "must be a number of seconds, or a duration such as 5m");
        }
        double seconds = PART.matcher(duration.group(2))
                .results()
                .mapToDouble(part -> Double.parseDouble(part.group(1)) * SECONDS.get(part.group(2)))
                .sum();
        return Optional.of(DoubleNode.valueOf(duration.group(1).equals("-") ? -seconds : seconds));
    }
}
