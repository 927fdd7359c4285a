package io.github.qwenvl4j.springai.autoconfigure;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.springai.QwenVlChatModel;
import io.github.qwenvl4j.springai.QwenVlChatOptions;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.ai.chat.observation.ChatModelObservationConvention;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Opens a model and makes it the chat model of the application, unless {@code spring.ai.model.chat} names another one. The model
 * is closed with the application, after its web server has finished running requests.
 */
@AutoConfiguration
@ConditionalOnProperty(name = "spring.ai.model.chat", havingValue = "qwenvl", matchIfMissing = true)
@EnableConfigurationProperties(QwenVlProperties.class)
public class QwenVlAutoConfiguration {

    /** Closes the model when the application does. */
    public record OpenedModel(QwenVl model, QwenVlProperties properties) implements AutoCloseable {

        @Override
        public void close() {
            model.close(properties.shutdownPatience());
        }
    }

    @Bean
    @ConditionalOnMissingBean(QwenVl.class)
    OpenedModel qwenVlOpenedModel(QwenVlProperties properties) {
        return new OpenedModel(new ModelOpener(properties).open(), properties);
    }

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    QwenVl qwenVl(OpenedModel opened) {
        return opened.model();
    }

    @Bean
    @ConditionalOnMissingBean
    QwenVlChatModel qwenVlChatModel(
            QwenVl model,
            QwenVlProperties properties,
            ObjectProvider<ObservationRegistry> observations,
            ObjectProvider<ChatModelObservationConvention> convention) {
        QwenVlChatModel.Builder builder = QwenVlChatModel.builder()
                .model(model)
                .options(options(properties.chat()))
                .observationRegistry(observations.getIfUnique(() -> ObservationRegistry.NOOP));
        convention.ifAvailable(builder::observationConvention);
        return builder.build();
    }

    private static QwenVlChatOptions options(QwenVlProperties.Chat chat) {
        return QwenVlChatOptions.builder()
                .model(chat.model())
                .maxTokens(chat.maxTokens())
                .temperature(chat.temperature())
                .topK(chat.topK())
                .topP(chat.topP())
                .minP(chat.minP())
                .repetitionPenalty(chat.repetitionPenalty())
                .seed(chat.seed())
                .constrainBoxes(chat.constrainBoxes())
                .timeLimit(chat.timeLimit())
                .build();
    }

    /** With Spring Boot's health. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    static class HealthConfiguration {

        @Bean
        @ConditionalOnMissingBean(name = "qwenVlHealthIndicator")
        QwenVlHealthIndicator qwenVlHealthIndicator(QwenVl model) {
            return new QwenVlHealthIndicator(model);
        }
    }
}
