package io.github.qwenvl4j.langchain4j;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelListenerIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.junit.ScriptedQwenVl;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LangChain4j's kit for what listeners are told. */
class ScriptedStreamingListenerKitTest extends AbstractStreamingChatModelListenerIT {

    @RegisterExtension
    static final ScriptedQwenVl script = new ScriptedQwenVl();

    @Override
    protected StreamingChatModel createModel(ChatModelListener listener) {
        script.always().says("Hello!");
        return model(listener);
    }

    @Override
    protected StreamingChatModel createFailingModel(ChatModelListener listener) {
        script.always().fails(QwenVlException.Kind.TOO_LONG, "the prompt is too long");
        return model(listener);
    }

    private StreamingChatModel model(ChatModelListener listener) {
        return QwenVlStreamingChatModel.builder()
                .model(script.model())
                .modelName(modelName())
                .defaultRequestParameters(QwenVlChatRequestParameters.builder()
                        .temperature(temperature())
                        .topP(topP())
                        .maxOutputTokens(maxTokens())
                        .build())
                .listeners(List.of(listener))
                .build();
    }

    @Override
    protected String modelName() {
        return "scripted";
    }

    @Override
    protected Class<? extends Exception> expectedExceptionClass() {
        return InvalidRequestException.class;
    }
}
