package io.github.qwenvl4j.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.grounding.RegionData;
import io.github.qwenvl4j.prompt.ToolCall;
import java.util.List;
import java.util.UUID;

/** Makes responses of answers. */
record ResponseMaker(ChatSettings settings) {

    ChatResponse response(Answer answer) {
        return response(
                answer,
                answer.toolCalls().stream().map(call -> request(newId(), call)).toList());
    }

    /** @param calls of the answer, as they have been told */
    ChatResponse response(Answer answer, List<ToolExecutionRequest> calls) {
        String text = answer.called().text();
        AiMessage message = AiMessage.builder()
                .text(text.isEmpty() && !calls.isEmpty() ? null : text)
                .toolExecutionRequests(calls)
                .attributes(RegionData.attributes(answer.grounded().regions()))
                .build();
        return ChatResponse.builder()
                .aiMessage(message)
                .id("qwenvl-" + UUID.randomUUID())
                .modelName(settings.name())
                .tokenUsage(usage(answer))
                .finishReason(calls.isEmpty() ? reason(answer) : FinishReason.TOOL_EXECUTION)
                .build();
    }

    static String newId() {
        return "call-" + UUID.randomUUID();
    }

    static ToolExecutionRequest request(String id, ToolCall call) {
        return ToolExecutionRequest.builder()
                .id(id)
                .name(call.name())
                .arguments(call.arguments())
                .build();
    }

    private static TokenUsage usage(Answer answer) {
        return new TokenUsage(answer.usage().promptTokens(), answer.usage().newTokens());
    }

    private static FinishReason reason(Answer answer) {
        return switch (answer.finishReason()) {
            case STOP -> FinishReason.STOP;
            case LENGTH -> FinishReason.LENGTH;
        };
    }
}
