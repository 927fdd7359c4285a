package io.github.qwenvl4j.prompt;

import io.github.qwenvl4j.QwenVlException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A function that a model may ask for, as it is shown to the model.
 *
 * <pre>{@code
 * ToolDefinition weather = ToolDefinition.function("get_weather", "Weather of a city",
 *         Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string"))));
 * Answer answer = model.answer(Dialogue.of(Message.user("Weather in Paris?")).withTools(weather), model.defaults());
 * answer.toolCalls().forEach(call -> System.out.println(call.name() + call.arguments()));
 * }</pre>
 *
 * @param json the definition, a JSON object; keys stay in their order
 */
public record ToolDefinition(String json) {

    /** @throws io.github.qwenvl4j.QwenVlException when {@code json} is no JSON object */
    public ToolDefinition {
        json = JsonText.of(JsonText.object(Objects.requireNonNull(json, "json"), "the definition of a tool"));
    }

    /** @throws io.github.qwenvl4j.QwenVlException where the definition names no function */
    public String name() {
        if (function().get("name") instanceof String name) {
            return name;
        }
        throw new QwenVlException("the definition of a tool has no name");
    }

    /**
     * JSON Schema of the arguments, as text: always of an object. A tool without a schema has no arguments.
     *
     * @throws io.github.qwenvl4j.QwenVlException where the definition has a schema of something else
     */
    public String parameters() {
        Map<Object, Object> schema = new LinkedHashMap<>();
        if (function().get("parameters") instanceof Map<?, ?> given) {
            schema.putAll(given);
        } else {
            schema.put("additionalProperties", false);
        }
        Object type = schema.put("type", "object");
        if (type != null && !type.equals("object") && !(type instanceof List<?> types && types.contains("object"))) {
            throw new QwenVlException("the parameters of " + name() + " must be an object");
        }
        return JsonText.of(schema);
    }

    private Map<?, ?> function() {
        Map<String, Object> definition = JsonText.object(json, "the definition of a tool");
        return definition.get("function") instanceof Map<?, ?> function ? function : definition;
    }

    /** @param parameters a JSON Schema, as maps, lists and plain values */
    public static ToolDefinition function(String name, String description, Map<String, ?> parameters) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", Objects.requireNonNull(name, "name"));
        function.put("description", Objects.requireNonNull(description, "description"));
        function.put("parameters", Objects.requireNonNull(parameters, "parameters"));
        Map<String, Object> tool = new LinkedHashMap<>();
        tool.put("type", "function");
        tool.put("function", function);
        return new ToolDefinition(JsonText.of(tool));
    }
}
