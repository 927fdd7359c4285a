package io.github.qwenvl4j.langchain4j;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.atLeast;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.github.qwenvl4j.junit.ScriptedQwenVl;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mockito.InOrder;

/** LangChain4j's kit for streaming chat models, over a script: order of events, threads, cancellation, errors of handlers. */
class ScriptedStreamingChatModelKitTest extends AbstractStreamingChatModelIT {

    @RegisterExtension
    static final ScriptedQwenVl script = new ScriptedQwenVl();

    @RegisterExtension
    static final KitPictures pictures = new KitPictures();

    @BeforeEach
    void write(TestInfo test) {
        new KitScript(script).write(test.getTestMethod().orElseThrow().getName());
    }

    @Override
    protected List<StreamingChatModel> models() {
        return List.of(QwenVlStreamingChatModel.of(script.model()));
    }

    @Override
    protected StreamingChatModel createModelWith(ChatRequestParameters parameters) {
        return QwenVlStreamingChatModel.builder()
                .model(script.model())
                .defaultRequestParameters(parameters)
                .build();
    }

    @Override
    public StreamingChatModel createModelWith(ChatModelListener listener) {
        return QwenVlStreamingChatModel.builder()
                .model(script.model())
                .listeners(List.of(listener))
                .build();
    }

    @Override
    protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
        return QwenVlChatRequestParameters.builder()
                .maxOutputTokens(maxOutputTokens)
                .build();
    }

    @Override
    protected void verifyToolCallbacks(StreamingChatResponseHandler handler, InOrder io, String id) {
        verifyCall(handler, io, complete(0, id, "getWeather", KitScript.WEATHER));
    }

    @Override
    protected void verifyToolCallbacks(StreamingChatResponseHandler handler, InOrder io, String id1, String id2) {
        verifyCall(handler, io, complete(0, id1, "getWeather", KitScript.WEATHER));
        verifyCall(handler, io, complete(1, id2, "getTime", KitScript.TIME));
    }

    private static void verifyCall(StreamingChatResponseHandler handler, InOrder io, CompleteToolCall call) {
        io.verify(handler, atLeast(2)).onPartialToolCall(argThat(part -> part.index() == call.index()), any());
        io.verify(handler).onCompleteToolCall(call);
    }

    /** The kit waits for 30 seconds to see that nothing comes after a cancellation; {@link StreamingTest} sees it at once. */
    @Override
    protected boolean supportsStreamingCancellation() {
        return Boolean.getBoolean("qwenvl.kits");
    }

    @Override
    protected boolean supportsModelNameParameter() {
        return false;
    }

    @Override
    protected String catImageUrl() {
        return pictures.url("cat.jpg");
    }

    @Override
    protected String diceImageUrl() {
        return pictures.url("dice.jpg");
    }
}
