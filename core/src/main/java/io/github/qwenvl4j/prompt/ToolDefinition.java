package io.github.qwenvl4j.prompt;

import java.util.LinkedHashMap;
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
