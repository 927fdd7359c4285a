package io.github.qwenvl4j.langchain4j;

import dev.langchain4j.data.image.Image;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.common.AbstractAiServiceWithToolsIT;
import io.github.qwenvl4j.junit.ScriptedQwenVl;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LangChain4j's kit for AI services with tools, over a script. */
class ScriptedAiServiceToolsKitTest extends AbstractAiServiceWithToolsIT {

    @RegisterExtension
    static final ScriptedQwenVl script = new ScriptedQwenVl();

    @BeforeEach
    void write(TestInfo test) {
        new KitScript(script).write(test.getTestMethod().orElseThrow().getName());
    }

    @Override
    protected List<ChatModel> models() {
        return List.of(QwenVlChatModel.of(script.model()));
    }

    @Override
    protected boolean supportsMultimodalToolResults() {
        return true;
    }

    /** The kit's is on the web. */
    @Override
    protected Image catImage() {
        try (InputStream file = getClass().getResourceAsStream("/images/cat.jpg")) {
            String base64 = Base64.getEncoder().encodeToString(file.readAllBytes());
            return Image.builder().base64Data(base64).mimeType("image/jpeg").build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected boolean supportsRecursion() {
        return true;
    }
}
