package io.github.qwenvl4j.constraint.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.QwenVlException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** A JSON Schema as it was given, and what its references name. */
final class SchemaDocument {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final JsonNode root;

    /** @throws QwenVlException where the text is not JSON, naming line and column */
    SchemaDocument(String text) {
        try {
            this.root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new QwenVlException(
                    "the JSON Schema is not JSON: line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr());
        }
        if (root.isMissingNode()) {
            throw new QwenVlException("the JSON Schema is empty");
        }
    }

    SchemaNode root() {
        return new SchemaNode(root, "#");
    }

    /** The schema that a {@code $ref} names. */
    SchemaNode resolve(SchemaNode schema) {
        String ref = schema.text("$ref").orElseThrow();
        String own = root.path("$id").asText("");
        String local = !own.isEmpty() && ref.startsWith(own) ? ref.substring(own.length()) : ref;
        if (local.isEmpty() || local.equals("#")) {
            return root();
        }
        if (!local.startsWith("#")) {
            throw SchemaNode.refused(schema.at("$ref"), "names another document, " + ref);
        }
        String fragment = URLDecoder.decode(local.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
        Optional<SchemaNode> found = fragment.startsWith("/")
                ? Optional.of(root.at(JsonPointer.compile(fragment)))
                        .filter(node -> !node.isMissingNode())
                        .map(node -> new SchemaNode(node, "#" + fragment))
                : anchored(root, "#", fragment);
        return found.orElseThrow(() -> SchemaNode.wrong(schema.at("$ref"), "names " + ref + ", which is not there"));
    }

    private static Optional<SchemaNode> anchored(JsonNode node, String path, String anchor) {
        if (node.path("$anchor").asText("").equals(anchor)) {
            return Optional.of(new SchemaNode(node, path));
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                Optional<SchemaNode> found = anchored(node.get(i), path + "/" + i, anchor);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String place = path + "/" + field.getKey().replace("~", "~0").replace("/", "~1");
            Optional<SchemaNode> found = anchored(field.getValue(), place, anchor);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
