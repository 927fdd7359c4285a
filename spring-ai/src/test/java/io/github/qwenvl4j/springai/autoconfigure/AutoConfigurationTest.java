package io.github.qwenvl4j.springai.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerStream;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.junit.ScriptedQwenVl;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.springai.QwenVlChatModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.MimeTypeUtils;

/** What an application gets by its properties alone. */
class AutoConfigurationTest {

    @RegisterExtension
    static final ScriptedQwenVl script = new ScriptedQwenVl();

    private static final Path SCENE = Path.of(System.getProperty("qwenvl.root"), "examples/scene.png");

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(QwenVlAutoConfiguration.class));

    private ApplicationContextRunner scripted(String... properties) {
        return application.withBean(QwenVl.class, script::model).withPropertyValues(properties);
    }

    @Test
    void withoutPropertiesPicoIsOpenedAndClosedWithTheApplication() {
        QwenVl[] seen = new QwenVl[1];
        application.run(context -> {
            seen[0] = context.getBean(QwenVl.class);
            assertThat(context).hasSingleBean(ChatModel.class);
            Health health = context.getBean(QwenVlHealthIndicator.class).health();
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails()).containsEntry("active", 0).containsEntry("queued", 0);
            UserMessage question = UserMessage.builder()
                    .text("What is this?")
                    .media(new Media(MimeTypeUtils.IMAGE_PNG, SCENE.toUri()))
                    .build();
            assertThat(catchThrowable(() -> context.getBean(ChatModel.class).call(new Prompt(question))))
                    .isInstanceOf(QwenVlException.class)
                    .hasMessageContaining("scene.png");
        });
        assertThat(seen[0].isOpen()).isFalse();
        assertThat(new QwenVlHealthIndicator(seen[0]).health().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void aFolderOfPicturesMayBeRead() {
        application
                .withPropertyValues("qwenvl.images.folder=" + SCENE.getParent(), "qwenvl.chat.max-tokens=3")
                .run(context -> {
                    UserMessage question = UserMessage.builder()
                            .text("What is this?")
                            .media(new Media(MimeTypeUtils.IMAGE_PNG, SCENE.toUri()))
                            .build();
                    assertThat(context.getBean(ChatModel.class)
                                    .call(new Prompt(question))
                                    .getMetadata()
                                    .getUsage()
                                    .getCompletionTokens())
                            .isEqualTo(3);
                });
    }

    @Test
    void propertiesAreOptionsOfPrompts() {
        script.always().says("one two three");
        scripted("qwenvl.chat.max-tokens=7", "qwenvl.chat.model=mine").run(context -> {
            QwenVlChatModel model = context.getBean(QwenVlChatModel.class);
            assertThat(model.call("Count")).isEqualTo("one two");
            assertThat(model.getOptions().getModel()).isEqualTo("mine");
        });
    }

    @Test
    void anotherChatModelIsLeftAlone() {
        scripted("spring.ai.model.chat=openai")
                .run(context -> assertThat(context).doesNotHaveBean(ChatModel.class));
    }

    @Test
    void aModelThatIsNotThereIsOneLine() {
        application
                .withPropertyValues("qwenvl.model=/no/such/folder")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .isInstanceOf(QwenVlException.class)
                        .hasMessageContaining("/no/such/folder"));
    }

    @Test
    void healthIsOptional() {
        scripted()
                .withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
                .run(context -> assertThat(context).hasSingleBean(ChatModel.class));
    }

    @Test
    void closingTheApplicationWaitsForRunningAnswers() {
        try (ScriptedQwenVl own = new ScriptedQwenVl()) {
            own.always().repeats("la ");
            QwenVl model = own.model();
            AnswerStream running =
                    model.stream(Message.user("Sing"), model.defaults().withMaxNewTokens(2000));
            assertThat(running.poll(Duration.ofSeconds(60))).contains("l");
            CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(running::answer);
            application
                    .withBean(QwenVl.class, () -> model)
                    .withPropertyValues("qwenvl.shutdown-patience=60s")
                    .run(context -> new QwenVlAutoConfiguration.OpenedModel(
                                    model, context.getBean(QwenVlProperties.class))
                            .close());
            assertThat(answer.join().usage().newTokens()).isEqualTo(2000);
            assertThat(model.isOpen()).isFalse();
        }
    }

    @Test
    void propertiesAreDescribedForEditors() throws IOException {
        try (InputStream file =
                QwenVlProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            assertThat(new String(file.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("\"qwenvl.model\"", "\"qwenvl.images.folder\"", "\"qwenvl.chat.temperature\"")
                    .contains("Pico, the small built-in model");
        }
    }
}
