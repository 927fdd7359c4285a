package io.github.qwenvl4j.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.common.AbstractAiServiceIT;
import io.github.qwenvl4j.junit.ScriptedQwenVl;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LangChain4j's kit for AI services, over a script. */
class ScriptedAiServiceKitTest extends AbstractAiServiceIT {

    @RegisterExtension
    static final ScriptedQwenVl script = new ScriptedQwenVl();

    @BeforeEach
    void write(TestInfo test) {
        new KitScript(script)
                .writeForServices(test.getTestMethod().orElseThrow().getName());
    }

    @Override
    protected List<ChatModel> models() {
        return List.of(QwenVlChatModel.of(script.model()));
    }
}
