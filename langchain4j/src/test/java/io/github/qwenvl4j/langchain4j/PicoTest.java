package io.github.qwenvl4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.service.AiServices;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.Region;
import io.github.qwenvl4j.grounding.RegionData;
import io.github.qwenvl4j.image.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pictures, boxes and parameters through LangChain4j, with the built-in model: it answers as the library does. */
class PicoTest {

    private static final Path SCENE = Path.of(System.getProperty("qwenvl.root"), "examples/scene.png");
    private static final Path SHAPES = Path.of(System.getProperty("qwenvl.root"), "examples/shapes.png");
    private static final String QUESTION = "Where is the brown heart?";

    private static QwenVl pico;

    @BeforeAll
    static void open() {
        pico = QwenVl.open();
    }

    @AfterAll
    static void close() {
        pico.close();
    }

    interface Finder {

        String find(
                @dev.langchain4j.service.UserMessage String question,
                @dev.langchain4j.service.UserMessage ImageContent picture);
    }

    private static ChatResponse ask(QwenVlChatRequestParameters parameters, ImageContent... pictures) {
        List<Content> contents = new ArrayList<>(List.of(TextContent.from(QUESTION)));
        contents.addAll(List.of(pictures));
        return QwenVlChatModel.of(pico)
                .chat(ChatRequest.builder()
                        .messages(UserMessage.from(contents))
                        .parameters(parameters)
                        .build());
    }

    private static QwenVlChatRequestParameters none() {
        return QwenVlChatRequestParameters.builder().build();
    }

    @Test
    void picturesByAddressAndBase64GiveTheLibrarysAnswer() throws IOException {
        String expected = pico.ask(QUESTION, Picture.of(SCENE)).text();
        byte[] bytes = Files.readAllBytes(SCENE);
        String base64 = Base64.getEncoder().encodeToString(bytes);
        assertThat(expected).contains("<box>");
        assertThat(ask(none(), ImageContent.from(SCENE.toUri())).aiMessage().text())
                .isEqualTo(expected);
        assertThat(ask(none(), ImageContent.from(base64, "image/png"))
                        .aiMessage()
                        .text())
                .isEqualTo(expected);
        assertThat(ask(none(), ImageContent.from("data:image/png;base64," + base64))
                        .aiMessage()
                        .text())
                .isEqualTo(expected);
    }

    @Test
    void severalPicturesStandInTheirOrder() {
        String expected =
                pico.ask(QUESTION, Picture.of(SHAPES), Picture.of(SCENE)).text();
        ChatResponse two = ask(none(), ImageContent.from(SHAPES.toUri()), ImageContent.from(SCENE.toUri()));
        assertThat(two.aiMessage().text()).isEqualTo(expected);
        assertThat(two.tokenUsage().inputTokenCount())
                .isGreaterThan(ask(none(), ImageContent.from(SCENE.toUri()))
                        .tokenUsage()
                        .inputTokenCount());
    }

    @Test
    void regionsAreDataThatAChatMemoryKeeps() {
        AiMessage answer = ask(none(), ImageContent.from(SCENE.toUri())).aiMessage();
        List<Region> expected = pico.ask(QUESTION, Picture.of(SCENE)).grounded().regions();
        assertThat(RegionData.in(answer.attributes())).isEqualTo(expected).isNotEmpty();
        ChatMessage stored = ChatMessageDeserializer.messageFromJson(ChatMessageSerializer.messageToJson(answer));
        assertThat(RegionData.in(((AiMessage) stored).attributes())).isEqualTo(expected);
        List<Box> boxes =
                expected.stream().flatMap(region -> region.boxes().stream()).toList();
        assertThat(boxes).isNotEmpty();
    }

    @Test
    void ownParametersReachTheModel() {
        QwenVlChatRequestParameters choice = QwenVlChatRequestParameters.builder()
                .answerFormat(AnswerFormat.choice("red", "brown"))
                .build();
        assertThat(ask(choice, ImageContent.from(SCENE.toUri())).aiMessage().text())
                .isIn("red", "brown");
        QwenVlChatRequestParameters seeded = QwenVlChatRequestParameters.builder()
                .temperature(1.5)
                .seed(7L)
                .maxOutputTokens(12)
                .build();
        String first = ask(seeded, ImageContent.from(SCENE.toUri())).aiMessage().text();
        assertThat(ask(seeded, ImageContent.from(SCENE.toUri())).aiMessage().text())
                .isEqualTo(first);
        ChatResponse one =
                ask(QwenVlChatRequestParameters.builder().maxOutputTokens(1).build(), ImageContent.from(SCENE.toUri()));
        assertThat(one.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(one.tokenUsage().outputTokenCount()).isEqualTo(1);
    }

    @Test
    void ownParametersSurviveTheMergeWithDefaults() {
        QwenVlChatModel model = QwenVlChatModel.builder()
                .model(pico)
                .defaultRequestParameters(QwenVlChatRequestParameters.builder()
                        .answerFormat(AnswerFormat.choice("yes", "no"))
                        .build())
                .build();
        assertThat(model.chat("Is it red?")).isIn("yes", "no");
        assertThat(model.chat(SystemMessage.from("Be brief."), UserMessage.from("Is it red?"))
                        .aiMessage()
                        .text())
                .isIn("yes", "no");
    }

    @Test
    void anAiServiceTakesAPictureAndRemembersIt() {
        MessageWindowChatMemory memory = MessageWindowChatMemory.withMaxMessages(10);
        Finder finder = AiServices.builder(Finder.class)
                .chatModel(QwenVlChatModel.of(pico))
                .chatMemory(memory)
                .build();
        String answer = finder.find(QUESTION, ImageContent.from(SCENE.toUri()));
        assertThat(answer).contains("<box>");
        assertThat(RegionData.in(((AiMessage) memory.messages().get(1)).attributes()))
                .isNotEmpty();
    }
}
