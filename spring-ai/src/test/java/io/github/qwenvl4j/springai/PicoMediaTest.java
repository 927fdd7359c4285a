package io.github.qwenvl4j.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.grounding.RegionData;
import io.github.qwenvl4j.image.Picture;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.core.io.FileSystemResource;
import org.springframework.util.MimeTypeUtils;

/** Media through {@code ChatClient}, with the built-in model: it answers as the library does. */
class PicoMediaTest {

    private static final Path SCENE = Path.of(System.getProperty("qwenvl.root"), "examples/scene.png");
    private static final String QUESTION = "Where is the brown heart?";

    private static QwenVl pico;
    private static String expected;

    @BeforeAll
    static void open() {
        pico = QwenVl.open();
        expected = pico.ask(QUESTION, Picture.of(SCENE)).text();
        assertThat(expected).contains("<box>");
    }

    @AfterAll
    static void close() {
        pico.close();
    }

    @Test
    void aResourceIsAPicture() {
        String answer = ChatClient.create(QwenVlChatModel.of(pico))
                .prompt()
                .user(user -> user.text(QUESTION).media(MimeTypeUtils.IMAGE_PNG, new FileSystemResource(SCENE)))
                .call()
                .content();
        assertThat(answer).isEqualTo(expected);
    }

    @Test
    void anAddressIsAPictureAndRegionsAreData() {
        UserMessage question = UserMessage.builder()
                .text(QUESTION)
                .media(new Media(MimeTypeUtils.IMAGE_PNG, SCENE.toUri()))
                .build();
        ChatResponse response = QwenVlChatModel.of(pico).call(new Prompt(question));
        assertThat(response.getResult().getOutput().getText()).isEqualTo(expected);
        assertThat(RegionData.in(response.getResult().getOutput().getMetadata()))
                .isEqualTo(pico.ask(QUESTION, Picture.of(SCENE)).grounded().regions())
                .isNotEmpty();
    }

    @Test
    void aVideoIsRefusedInOneLine() {
        UserMessage question = UserMessage.builder()
                .text(QUESTION)
                .media(new Media(Media.Format.VIDEO_MP4, SCENE.toUri()))
                .build();
        assertThatThrownBy(() -> QwenVlChatModel.of(pico).call(new Prompt(question)))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("media of type video/mp4 are not supported");
    }
}
