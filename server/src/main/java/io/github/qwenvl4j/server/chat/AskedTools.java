package io.github.qwenvl4j.server.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.prompt.ToolDefinition;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.api.ToolChoice;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The tools that a request offers.
 *
 * @param shown to the model; none where none may be called
 * @param callable those of them that may be called
 * @param several whether an answer may call more than one
 * @param required whether one must be called
 */
record AskedTools(List<ToolDefinition> shown, List<ToolDefinition> callable, boolean several, boolean required) {

    static final AskedTools NONE = new AskedTools(List.of(), List.of(), false, false);
    static final String FIELD = "tools";

    private static final int MOST = 128;
    private static final int MAX_CHARACTERS = 100_000;
    private static final Pattern NAME = Pattern.compile("[\\w.:/-]{1,128}");

    /** @param trained whether the model was trained to call tools @throws ApiException 400 */
    static AskedTools of(ChatRequest request, boolean trained) {
        List<ChatRequest.OfferedTool> offered = request.tools();
        ToolChoice choice = request.toolChoice().orElse(ToolChoice.AUTO);
        if (!offered.isEmpty() && !trained) {
            throw ApiException.unsupported(FIELD, "must be empty: this model was not trained to call tools");
        }
        boolean required = Set.of("required", "function").contains(choice.type());
        if (offered.isEmpty() && required) {
            throw ApiException.invalid("tool_choice", "needs tools");
        }
        requireSense(offered);
        if (choice.type().equals("none")) {
            return NONE;
        }
        List<ToolDefinition> shown =
                offered.stream().map(AskedTools::definition).toList();
        boolean several =
                request.parallelToolCalls().orElse(true) && !choice.type().equals("function");
        return new AskedTools(shown, callable(shown, choice), several, required);
    }

    private static List<ToolDefinition> callable(List<ToolDefinition> shown, ToolChoice choice) {
        if (choice.function().isEmpty()) {
            return shown;
        }
        String name = choice.function().get().name();
        List<ToolDefinition> named =
                shown.stream().filter(tool -> tool.name().equals(name)).toList();
        if (named.isEmpty()) {
            throw ApiException.invalid("tool_choice", "names a function that is not among the tools");
        }
        return named;
    }

    private static void requireSense(List<ChatRequest.OfferedTool> offered) {
        if (offered.size() > MOST) {
            throw ApiException.invalid(FIELD, "has more than %d tools".formatted(MOST));
        }
        Set<String> names = new HashSet<>();
        int characters = 0;
        for (int i = 0; i < offered.size(); i++) {
            String name = offered.get(i).function().path("name").textValue();
            String place = FIELD + "[" + i + "].function.name";
            if (!NAME.matcher(name).matches()) {
                throw ApiException.invalid(place, "must have from 1 to 128 letters, digits and ._:/-");
            }
            if (!names.add(name)) {
                throw ApiException.invalid(place, "is given twice");
            }
            characters += offered.get(i).function().toString().length();
        }
        if (characters > MAX_CHARACTERS) {
            throw ApiException.invalid(FIELD, "have more than %d characters".formatted(MAX_CHARACTERS));
        }
    }

    private static ToolDefinition definition(ChatRequest.OfferedTool tool) {
        JsonNode definition =
                JsonNodeFactory.instance.objectNode().put("type", "function").set("function", tool.function());
        return new ToolDefinition(definition.toString());
    }

    /** @param otherwise the form of an answer that calls no tool */
    AskedFormat.Asked over(AskedFormat.Asked otherwise) {
        if (callable.isEmpty()) {
            return otherwise;
        }
        return new AskedFormat.Asked(
                otherwise == AskedFormat.Asked.NONE ? FIELD : otherwise.field(),
                new AnswerFormat.ToolCalls(
                        callable, several, required ? Optional.empty() : Optional.of(otherwise.format())));
    }
}
