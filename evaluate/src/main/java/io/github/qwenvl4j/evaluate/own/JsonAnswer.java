package io.github.qwenvl4j.evaluate.own;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/** JSON within an answer. */
final class JsonAnswer {

    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonAnswer() {}

    /** The share of expected values, however deep, that the answer has at the same place; 0 where it has no JSON object. */
    static double score(String answer, JsonNode expected) {
        int[] count = new int[2]; // equal, all
        compare(parse(answer), expected, count);
        return count[1] == 0 ? 1 : (double) count[0] / count[1];
    }

    private static void compare(JsonNode given, JsonNode expected, int[] count) {
        if (expected.isObject()) {
            expected.fieldNames().forEachRemaining(name -> compare(given.path(name), expected.get(name), count));
        } else if (expected.isArray()) {
            for (int i = 0; i < expected.size(); i++) {
                compare(given.path(i), expected.get(i), count);
            }
        } else {
            count[1]++;
            boolean equal = expected.isNumber() && given.isNumber()
                    ? expected.decimalValue().compareTo(given.decimalValue()) == 0
                    : expected.isTextual() && given.isTextual()
                            ? expected.asText()
                                    .strip()
                                    .equalsIgnoreCase(given.asText().strip())
                            : expected.equals(given);
            count[0] += equal ? 1 : 0;
        }
    }

    /** From the first brace to the last, as answers often have words around, or a fence. */
    private static JsonNode parse(String answer) {
        int from = answer.indexOf('{');
        int to = answer.lastIndexOf('}');
        try {
            return from < 0 || to < from ? MissingNode.getInstance() : JSON.readTree(answer.substring(from, to + 1));
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance(); // an answer that is no JSON has none of the fields
        }
    }
}
