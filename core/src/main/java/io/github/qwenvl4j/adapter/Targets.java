package io.github.qwenvl4j.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.QwenVlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which modules an adapter changes: those whose dotted name is one of the names or ends in a dot and one of them, or
 * those whose whole name matches the expression.
 *
 * @param names in any order; empty if there is an expression
 */
public record Targets(List<String> names, Optional<String> expression) {

    public Targets {
        names = List.copyOf(names);
    }

    public static Targets of(List<String> names) {
        return new Targets(names, Optional.empty());
    }

    static Targets read(JsonNode value) {
        if (value.isTextual()) {
            if (value.textValue().equals("all-linear")) {
                throw new QwenVlException("target_modules is all-linear, which is not supported: give the names");
            }
            return new Targets(List.of(), Optional.of(checked(value.textValue())));
        }
        List<String> names = new ArrayList<>();
        value.forEach(name -> names.add(name.asText()));
        if (names.isEmpty()) {
            throw new QwenVlException("target_modules is missing or empty");
        }
        return of(names);
    }

    private static String checked(String expression) {
        try {
            return Pattern.compile(expression).pattern();
        } catch (PatternSyntaxException e) {
            throw new QwenVlException("target_modules is not a regular expression: " + e.getDescription(), e);
        }
    }

    /** @param module such as {@code transformer.h.0.attn.c_attn} */
    public boolean match(String module) {
        return expression
                .map(pattern -> module.matches(pattern))
                .orElseGet(() -> names.stream().anyMatch(name -> module.equals(name) || module.endsWith("." + name)));
    }

    /** As in {@code adapter_config.json}. */
    Object written() {
        return expression.<Object>map(pattern -> pattern).orElse(names);
    }
}
