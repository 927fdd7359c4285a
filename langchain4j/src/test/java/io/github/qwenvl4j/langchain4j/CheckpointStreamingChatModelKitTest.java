package io.github.qwenvl4j.langchain4j;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.atLeast;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.github.qwenvl4j.QwenVl;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.mockito.InOrder;

/**
 * LangChain4j's kit over a real checkpoint that calls tools (Qwen3-VL), with the kit's questions about capitals and its pictures
 * from the web: {@code -Dqwenvl.checkpoint=DIR}.
 */
@EnabledIfSystemProperty(named = "qwenvl.checkpoint", matches = ".+", disabledReason = "needs -Dqwenvl.checkpoint=DIR")
class CheckpointStreamingChatModelKitTest extends AbstractStreamingChatModelIT {

    private static QwenVl model;

    @BeforeAll
    static void open() {
        model = QwenVl.open(Path.of(System.getProperty("qwenvl.checkpoint")));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Override
    protected List<StreamingChatModel> models() {
        return List.of(QwenVlStreamingChatModel.of(model));
    }

    @Override
    protected StreamingChatModel createModelWith(ChatRequestParameters parameters) {
        return QwenVlStreamingChatModel.builder()
                .model(model)
                .defaultRequestParameters(parameters)
                .build();
    }

    @Override
    public StreamingChatModel createModelWith(ChatModelListener listener) {
        return QwenVlStreamingChatModel.builder()
                .model(model)
                .listeners(List.of(listener))
                .build();
    }

    @Override
    protected void verifyToolCallbacks(StreamingChatResponseHandler handler, InOrder io, String id) {
        io.verify(handler, atLeast(0)).onPartialResponse(any(), any());
        io.verify(handler).onPartialToolCall(any(), any());
        io.verify(handler).onCompleteToolCall(any());
    }

    @Override
    protected void verifyToolCallbacks(StreamingChatResponseHandler handler, InOrder io, String id1, String id2) {
        verifyToolCallbacks(handler, io, id1);
        verifyToolCallbacks(handler, io, id2);
    }

    @Override
    protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
        return QwenVlChatRequestParameters.builder()
                .maxOutputTokens(maxOutputTokens)
                .build();
    }

    @Override
    protected boolean supportsModelNameParameter() {
        return false;
    }
}
