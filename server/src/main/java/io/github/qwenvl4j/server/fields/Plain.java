package io.github.qwenvl4j.server.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import io.github.qwenvl4j.server.api.ApiException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Values that are kept as they are. Types are not converted, except that a number with an integral value counts as a whole number however
 * it is written.
 */
enum Plain implements FieldRule {
    TEXT("must be a string") {
        @Override
        Optional<JsonNode> accepted(JsonNode value) {
            return Optional.of(value).filter(JsonNode::isTextual);
        }
    },
    FLAG("must be true or false") {
        @Override
        Optional<JsonNode> accepted(JsonNode value) {
            return Optional.of(value).filter(JsonNode::isBoolean);
        }
    },
    NUMBER("must be a number") {
        @Override
        Optional<JsonNode> accepted(JsonNode value) {
            return Optional.of(value).filter(JsonNode::isNumber);
        }
    },
    OBJECT("must be an object") {
        @Override
        Optional<JsonNode> accepted(JsonNode value) {
            return Optional.of(value).filter(JsonNode::isObject);
        }
    },
    OBJECT_OR_TEXT("must be an object, or a string with its JSON") {
        @Override
        Optional<JsonNode> accepted(JsonNode value) {
            return Optional.of(value).filter(given -> given.isObject() || given.isTextual());
        }
    },
    /** Clamps to 32 bits: every such field has narrower limits of its own. */
    WHOLE("must be a whole number") {
        @Override
        Optional<JsonNode> accepted(JsonNode value) {
            return whole(value) ? Optional.of(IntNode.valueOf((int) value.doubleValue())) : Optional.empty();
        }
    },
    SEED("must be a whole number of at most 64 bits") {
        @Override
        Optional<JsonNode> accepted(JsonNode value) {
            return whole(value) && value.canConvertToLong()
                    ? Optional.of(LongNode.valueOf(value.longValue()))
                    : Optional.empty();
        }
    };

    private final String demand;

    Plain(String demand) {
        this.demand = demand;
    }

    abstract Optional<JsonNode> accepted(JsonNode value);

    @Override
    public Optional<JsonNode> read(String place, JsonNode value, Consumer<String> unknown) {
        Optional<JsonNode> accepted = accepted(value);
        if (accepted.isEmpty()) {
            throw ApiException.invalid(place, demand);
        }
        return accepted;
    }

    private static boolean whole(JsonNode value) {
        return value.isNumber() && value.canConvertToExactIntegral();
    }
}
