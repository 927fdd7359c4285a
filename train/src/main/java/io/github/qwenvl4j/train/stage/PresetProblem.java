package io.github.qwenvl4j.train.stage;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.github.qwenvl4j.QwenVlException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Explains in plain language which value of a preset is wrong; replaces the parser's own message. */
final class PresetProblem {

    private static final Pattern MISSING = Pattern.compile("creator property '([^']*)'");

    private PresetProblem() {}

    static String of(JsonMappingException e) {
        if (e.getCause() instanceof QwenVlException ours) {
            return ours.getMessage();
        }
        String path = path(e);
        Matcher missing = MISSING.matcher(String.valueOf(e.getOriginalMessage()));
        if (missing.find()) {
            return path.endsWith(missing.group(1))
                    ? path + ": is missing"
                    : (path.isEmpty() ? "" : path + ".") + missing.group(1) + ": is missing";
        }
        if (e instanceof InvalidTypeIdException) {
            return path + ".kind: must be scenes or files";
        }
        String value = e instanceof InvalidFormatException format ? " is '" + format.getValue() + "', but" : "";
        return path + ":" + value + " must be " + wanted(e);
    }

    static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(reference ->
                        reference.getFieldName() == null ? "" + reference.getIndex() : reference.getFieldName())
                .collect(Collectors.joining("."));
    }

    private static String wanted(JsonMappingException e) {
        Class<?> type = e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        if (type == null) {
            return "a value of another form";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> PresetFile.JSON.convertValue(constant, String.class))
                            .collect(Collectors.joining(", "));
        }
        if (type == int.class || type == long.class) {
            return "a whole number";
        }
        if (type == double.class) {
            return "a number";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (type == String.class) {
            return "a text";
        }
        boolean object = Map.class.isAssignableFrom(type) || !Collection.class.isAssignableFrom(type);
        return object ? "an object, {\"key\": value}" : "a list, [..]";
    }
}
