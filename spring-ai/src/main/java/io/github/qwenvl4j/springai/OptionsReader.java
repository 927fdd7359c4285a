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
import org.springframework.ai.tool.ToolCallback;

/** Reads the options of prompts. */
final class OptionsReader {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private OptionsReader() {}

    /** @throws QwenVlException for a value that is out of range */
    static AnswerOptions options(AnswerOptions defaults, QwenVlChatOptions given) {
        return defaults.withGiven(given.getMaxTokens(), AnswerOptions::withMaxNewTokens)
                .withGiven(given.getTemperature(), AnswerOptions::withTemperature)
                .withGiven(given.getTopK(), AnswerOptions::withTopK)
                .withGiven(given.getTopP(), AnswerOptions::withTopP)
                .withGiven(given.getFrequencyPenalty(), AnswerOptions::withFrequencyPenalty)
                .withGiven(given.getPresencePenalty(), AnswerOptions::withPresencePenalty)
                .withGiven(given.getStopSequences(), AnswerOptions::withStopStrings)
                .withGiven(given.getSeed(), AnswerOptions::withSeed)
                .withGiven(given.getMinP(), AnswerOptions::withMinP)
                .withGiven(given.getRepetitionPenalty(), AnswerOptions::withRepetitionPenalty)
                .withGiven(given.getConstrainBoxes(), AnswerOptions::withConstrainBoxes)
                .withGiven(given.getTimeLimit(), AnswerOptions::withTimeLimit);
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
