package io.github.qwenvl4j.langchain4j;

import static dev.langchain4j.model.chat.request.ResponseFormatType.JSON;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.ToolDefinition;
import io.github.qwenvl4j.prompt.ToolForm;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads requests for one model. */
record RequestReader(ChatSettings settings) {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Map<String, Object> NO_PARAMETERS = Map.of("type", "object", "additionalProperties", false);

    /**
     * @throws UnsupportedFeatureException naming what the model cannot do
     * @throws io.github.qwenvl4j.QwenVlException for a parameter or a picture that cannot be used
     */
    Question read(ChatRequest request) {
        ChatRequestParameters parameters = request.parameters();
        ChatSettings.requireName(settings.name(), parameters.modelName());
        List<ToolDefinition> tools = tools(parameters);
        Dialogue dialogue = new Dialogue(
                        request.messages().stream().map(MessageReader::message).toList())
                .withTools(tools);
        AnswerOptions options = own(common(settings.model().defaults(), parameters), parameters);
        options = format(parameters.responseFormat()).map(options::withFormat).orElse(options);
        return new Question(
                dialogue, tools.isEmpty() ? options : options.withFormat(calls(tools, options, parameters)));
    }

    /** The answer may be, or must be, calls of tools. */
    private static AnswerFormat calls(
            List<ToolDefinition> tools, AnswerOptions options, ChatRequestParameters parameters) {
        boolean required = parameters.toolChoice() == ToolChoice.REQUIRED;
        return new AnswerFormat.ToolCalls(tools, true, required ? Optional.empty() : Optional.of(options.format()));
    }

    private static AnswerOptions common(AnswerOptions defaults, ChatRequestParameters given) {
        AnswerOptions options = defaults.withGiven(given.maxOutputTokens(), AnswerOptions::withMaxNewTokens)
                .withGiven(given.temperature(), AnswerOptions::withTemperature)
                .withGiven(given.topP(), AnswerOptions::withTopP)
                .withGiven(given.topK(), AnswerOptions::withTopK)
                .withGiven(given.frequencyPenalty(), AnswerOptions::withFrequencyPenalty)
                .withGiven(given.presencePenalty(), AnswerOptions::withPresencePenalty);
        return given.stopSequences().isEmpty() ? options : options.withStopStrings(given.stopSequences());
    }

    private static AnswerOptions own(AnswerOptions before, ChatRequestParameters parameters) {
        if (!(parameters instanceof QwenVlChatRequestParameters given)) {
            return before;
        }
        return before.withGiven(given.seed(), AnswerOptions::withSeed)
                .withGiven(given.minP(), AnswerOptions::withMinP)
                .withGiven(given.repetitionPenalty(), AnswerOptions::withRepetitionPenalty)
                .withGiven(given.constrainBoxes(), AnswerOptions::withConstrainBoxes)
                .withGiven(given.answerFormat(), AnswerOptions::withFormat)
                .withGiven(given.timeLimit(), AnswerOptions::withTimeLimit);
    }

    private List<ToolDefinition> tools(ChatRequestParameters parameters) {
        List<ToolSpecification> specifications = parameters.toolSpecifications();
        if (specifications.isEmpty() || parameters.toolChoice() == ToolChoice.NONE) {
            return List.of();
        }
        if (settings.model().toolForm() == ToolForm.NONE) {
            throw new UnsupportedFeatureException("tools are not supported: the model was not trained to call them");
        }
        return specifications.stream()
                .map(tool -> ToolDefinition.function(
                        tool.name(), tool.description() == null ? "" : tool.description(), parameters(tool)))
                .toList();
    }

    private static Map<String, Object> parameters(ToolSpecification tool) {
        return tool.parameters() == null ? NO_PARAMETERS : JsonSchemaElementUtils.toMap(tool.parameters());
    }

    private static Optional<AnswerFormat> format(ResponseFormat format) {
        if (format == null || format.type() != JSON) {
            return Optional.empty();
        }
        if (format.jsonSchema() == null) {
            return Optional.of(AnswerFormat.jsonSchema(json(Map.of("type", "object"))));
        }
        JsonSchemaElement root = format.jsonSchema().rootElement();
        return Optional.of(AnswerFormat.jsonSchema(
                root instanceof JsonRawSchema raw ? raw.schema() : json(JsonSchemaElementUtils.toMap(root))));
    }

    private static String json(Map<String, Object> map) {
        try {
            return MAPPER.writeValueAsString(map);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of plain values can be written", e);
        }
    }
}
