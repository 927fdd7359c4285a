package io.github.qwenvl4j.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.prompt.ToolCall;
import java.util.List;
import java.util.UUID;

/** Makes responses of answers. */
record ResponseMaker(ChatSettings settings) {

    /** @param answers that were needed for one request; the last counts */
    ChatResponse response(List<Answer> answers) {
        Answer last = answers.get(answers.size() - 1);
        return response(
                answers, last.toolCalls().stream().map(ResponseMaker::request).toList());
    }

    /** @param calls of the last answer, as they have been told */
    ChatResponse response(List<Answer> answers, List<ToolExecutionRequest> calls) {
        Answer last = answers.get(answers.size() - 1);
        String text = last.called().text();
        AiMessage message = AiMessage.builder()
                .text(text.isEmpty() && !calls.isEmpty() ? null : text)
                .toolExecutionRequests(calls)
                .attributes(QwenVlRegions.attributes(last.grounded().regions()))
                .build();
        return ChatResponse.builder()
                .aiMessage(message)
                .id("qwenvl-" + UUID.randomUUID())
                .modelName(settings.name())
                .tokenUsage(usage(answers))
                .finishReason(calls.isEmpty() ? reason(last) : FinishReason.TOOL_EXECUTION)
                .build();
    }

    static ToolExecutionRequest request(ToolCall call) {
        return ToolExecutionRequest.builder()
                .id("call-" + UUID.randomUUID())
                .name(call.name())
                .arguments(call.arguments())
                .build();
    }

    private static TokenUsage usage(List<Answer> answers) {
        int prompt = answers.stream()
                .mapToInt(answer -> answer.usage().promptTokens())
                .sum();
        int made =
                answers.stream().mapToInt(answer -> answer.usage().newTokens()).sum();
        return new TokenUsage(prompt, made);
    }

    private static FinishReason reason(Answer answer) {
        return switch (answer.finishReason()) {
            case STOP -> FinishReason.STOP;
            case LENGTH -> FinishReason.LENGTH;
        };
    }
}
