package io.github.qwenvl4j.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelIT;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import io.github.qwenvl4j.QwenVl;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * LangChain4j's kit over a real checkpoint that calls tools (Qwen3-VL), with the kit's questions about capitals and its pictures
 * from the web: {@code -Dqwenvl.checkpoint=DIR}.
 */
@EnabledIfSystemProperty(named = "qwenvl.checkpoint", matches = ".+", disabledReason = "needs -Dqwenvl.checkpoint=DIR")
class CheckpointChatModelKitTest extends AbstractChatModelIT {

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
    protected List<ChatModel> models() {
        return List.of(QwenVlChatModel.of(model));
    }

    @Override
    protected ChatModel createModelWith(ChatRequestParameters parameters) {
        return QwenVlChatModel.builder()
                .model(model)
                .defaultRequestParameters(parameters)
                .build();
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
