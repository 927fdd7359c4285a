package io.github.qwenvl4j.langchain4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.service.common.AbstractStreamingAiServiceIT;
import io.github.qwenvl4j.junit.ScriptedQwenVl;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LangChain4j's kit for AI services, over a script. */
class ScriptedStreamingAiServiceKitTest extends AbstractStreamingAiServiceIT {

    @RegisterExtension
    static final ScriptedQwenVl script = new ScriptedQwenVl();

    @BeforeEach
    void write(TestInfo test) {
        new KitScript(script)
                .writeForServices(test.getTestMethod().orElseThrow().getName());
    }

    @Override
    protected List<StreamingChatModel> models() {
        return List.of(QwenVlStreamingChatModel.of(script.model()));
    }
}
