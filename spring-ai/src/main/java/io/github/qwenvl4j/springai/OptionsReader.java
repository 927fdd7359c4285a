package io.github.qwenvl4j.springai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.prompt.ToolDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.tool.ToolCallback;

/** Reads the options of prompts. */
final class OptionsReader {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private OptionsReader() {}

    /** @throws QwenVlException for a value that is out of range */
    static AnswerOptions options(AnswerOptions defaults, QwenVlChatOptions given) {
        AnswerOptions options = with(defaults, given.getMaxTokens(), AnswerOptions::withMaxNewTokens);
        options = with(options, given.getTemperature(), AnswerOptions::withTemperature);
        options = with(options, given.getTopK(), AnswerOptions::withTopK);
        options = with(options, given.getTopP(), AnswerOptions::withTopP);
        options = with(options, given.getFrequencyPenalty(), AnswerOptions::withFrequencyPenalty);
        options = with(options, given.getPresencePenalty(), AnswerOptions::withPresencePenalty);
        options = with(options, given.getStopSequences(), AnswerOptions::withStopStrings);
        options = with(options, given.getSeed(), AnswerOptions::withSeed);
        options = with(options, given.getMinP(), AnswerOptions::withMinP);
        options = with(options, given.getRepetitionPenalty(), AnswerOptions::withRepetitionPenalty);
        options = with(options, given.getConstrainBoxes(), AnswerOptions::withConstrainBoxes);
        return with(options, given.getTimeLimit(), AnswerOptions::withTimeLimit);
    }

    private static <T> AnswerOptions with(
            AnswerOptions options, @Nullable T value, BiFunction<AnswerOptions, T, AnswerOptions> change) {
        return value == null ? options : change.apply(options, value);
    }

    /** What an answer may be: words or JSON, or calls of tools. */
    static AnswerFormat format(QwenVlChatOptions given, List<ToolDefinition> tools) {
        String schema = given.getOutputSchema();
        AnswerFormat words = schema == null ? AnswerFormat.freeText() : AnswerFormat.jsonSchema(schema);
        return tools.isEmpty() ? words : new AnswerFormat.ToolCalls(tools, true, Optional.of(words));
    }

    static List<ToolDefinition> tools(QwenVlChatOptions given) {
        List<ToolCallback> tools = given.getToolCallbacks();
        return tools == null
                ? List.of()
                : tools.stream()
                        .map(ToolCallback::getToolDefinition)
                        .map(tool ->
                                ToolDefinition.function(tool.name(), tool.description(), schema(tool.inputSchema())))
                        .toList();
    }

    private static Map<String, Object> schema(String json) {
        try {
            return MAPPER.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new QwenVlException("the input schema of a tool is not a JSON object", e);
        }
    }
}
