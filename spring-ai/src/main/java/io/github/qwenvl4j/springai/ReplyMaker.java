package io.github.qwenvl4j.springai;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.grounding.RegionData;
import io.github.qwenvl4j.prompt.CalledTools;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/** Makes the responses of one prompt. */
final class ReplyMaker {

    private final String model;
    private final String id = "qwenvl-" + UUID.randomUUID();

    /** @param model its name */
    ReplyMaker(String model) {
        this.model = model;
    }

    /** The whole response. */
    ChatResponse whole(Answer answer) {
        CalledTools called = answer.called();
        return response(
                message(
                        called.text(),
                        called,
                        RegionData.attributes(answer.grounded().regions())),
                ending(answer),
                metadata().usage(usage(answer)).build());
    }

    /** A piece of a response that is streamed. */
    ChatResponse piece(CalledTools more) {
        return response(
                message(more.text(), more, Map.of()),
                ChatGenerationMetadata.NULL,
                metadata().build());
    }

    /** The end of a response that is streamed. */
    ChatResponse end(Answer answer) {
        AssistantMessage message = AssistantMessage.builder()
                .content("")
                .properties(RegionData.attributes(answer.grounded().regions()))
                .build();
        return response(message, ending(answer), metadata().usage(usage(answer)).build());
    }

    private static ChatResponse response(
            AssistantMessage message, ChatGenerationMetadata ending, ChatResponseMetadata metadata) {
        return new ChatResponse(List.of(new Generation(message, ending)), metadata);
    }

    private static AssistantMessage message(String text, CalledTools called, Map<String, Object> properties) {
        return AssistantMessage.builder()
                .content(text)
                .properties(properties)
                .toolCalls(called.calls().stream()
                        .map(call -> new AssistantMessage.ToolCall(
                                "call-" + UUID.randomUUID(), "function", call.name(), call.arguments()))
                        .toList())
                .build();
    }

    private ChatResponseMetadata.Builder metadata() {
        return ChatResponseMetadata.builder().id(id).model(model);
    }

    private static DefaultUsage usage(Answer answer) {
        return new DefaultUsage(answer.usage().promptTokens(), answer.usage().newTokens());
    }

    private static ChatGenerationMetadata ending(Answer answer) {
        String reason = answer.toolCalls().isEmpty() ? answer.finishReason().name() : "TOOL_CALLS";
        return ChatGenerationMetadata.builder().finishReason(reason).build();
    }
}
