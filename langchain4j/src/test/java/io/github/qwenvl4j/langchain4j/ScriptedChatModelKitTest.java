package io.github.qwenvl4j.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelIT;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import io.github.qwenvl4j.junit.ScriptedQwenVl;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LangChain4j's kit for chat models, over a script: what a model says is given, all else is checked. */
class ScriptedChatModelKitTest extends AbstractChatModelIT {

    @RegisterExtension
    static final ScriptedQwenVl script = new ScriptedQwenVl();

    @RegisterExtension
    static final KitPictures pictures = new KitPictures();

    @BeforeEach
    void write(TestInfo test) {
        new KitScript(script).write(test.getTestMethod().orElseThrow().getName());
    }

    @Override
    protected List<ChatModel> models() {
        return List.of(QwenVlChatModel.of(script.model()));
    }

    @Override
    protected ChatModel createModelWith(ChatRequestParameters parameters) {
        return QwenVlChatModel.builder()
                .model(script.model())
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

    @Override
    protected String catImageUrl() {
        return pictures.url("cat.jpg");
    }

    @Override
    protected String diceImageUrl() {
        return pictures.url("dice.jpg");
    }
}
