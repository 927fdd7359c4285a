package io.github.qwenvl4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.junit.ScriptedQwenVl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a handler is told, and when nothing more. */
class StreamingTest {

    @RegisterExtension
    static final ScriptedQwenVl script = new ScriptedQwenVl();

    private static final ToolSpecification WEATHER =
            ToolSpecification.builder().name("getWeather").build();

    /** Notes every event; the end of the stream opens a latch. */
    private static class Events implements StreamingChatResponseHandler {

        final List<String> all = new ArrayList<>();
        final CountDownLatch end = new CountDownLatch(1);
        Throwable error;
        ChatResponse response;

        @Override
        public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
            all.add(piece.text());
        }

        @Override
        public void onPartialToolCall(PartialToolCall call) {
            all.add("partial " + call.index() + call.name() + call.partialArguments());
        }

        @Override
        public void onCompleteToolCall(CompleteToolCall call) {
            all.add("call " + call.index() + call.toolExecutionRequest().name());
        }

        @Override
        public void onCompleteResponse(ChatResponse complete) {
            response = complete;
            all.add("end");
            end.countDown();
        }

        @Override
        public void onError(Throwable problem) {
            error = problem;
            all.add("error");
            end.countDown();
        }

        void await() throws InterruptedException {
            assertThat(end.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static ChatRequest.Builder asked(String words) {
        return ChatRequest.builder().messages(UserMessage.from(words));
    }

    @Test
    void nothingIsToldAfterACancellationAndTheModelIsFree() throws InterruptedException {
        script.whenAsked("long").repeats("la ");
        script.whenAsked("short").says("la");
        CountDownLatch cancelled = new CountDownLatch(1);
        Events events = new Events() {
            @Override
            public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
                super.onPartialResponse(piece, context);
                if (all.size() == 5) {
                    context.streamingHandle().cancel();
                    cancelled.countDown();
                }
            }
        };
        List<Runnable> finished = new ArrayList<>();
        CountDownLatch left = new CountDownLatch(1);
        QwenVlStreamingChatModel model = QwenVlStreamingChatModel.builder()
                .model(script.model())
                .executor(task -> new Thread(() -> {
                            task.run();
                            finished.add(task);
                            left.countDown();
                        })
                        .start())
                .build();
        model.chat(asked("Sing long").build(), events);
        assertThat(cancelled.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(events.all).containsExactly("l", "a", " ", "l", "a");
        assertThat(QwenVlChatModel.of(script.model()).chat("Sing short")).isEqualTo("la");
    }

    @Test
    void wordsAndCallsComeInOrder() throws InterruptedException {
        script.always().says("I look.\n<tool_call>\n{\"name\": \"getWeather\", \"arguments\": {}}\n</tool_call>");
        Events events = new Events();
        QwenVlStreamingChatModel.of(script.model())
                .chat(asked("Weather?").toolSpecifications(WEATHER).build(), events);
        events.await();
        assertThat(String.join("|", events.all)).isEqualTo("I| |l|o|o|k|.|partial 0getWeather{}|call 0getWeather|end");
        assertThat(events.response.aiMessage().text()).isEqualTo("I look.");
        assertThat(events.response.aiMessage().toolExecutionRequests()).hasSize(1);
    }

    @Test
    void argumentsAreToldAsTheyCome() throws InterruptedException {
        script.always().calls("getWeather", Map.of("city", "Köln"));
        ToolSpecification tool = ToolSpecification.builder()
                .name("getWeather")
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("city")
                        .required("city")
                        .build())
                .build();
        Events events = new Events();
        QwenVlStreamingChatModel.of(script.model())
                .chat(asked("Weather?").toolSpecifications(tool).build(), events);
        events.await();
        List<String> parts = events.all.subList(0, events.all.size() - 2);
        assertThat(parts).hasSizeGreaterThan(10).allMatch(part -> part.startsWith("partial 0getWeather"));
        assertThat(String.join("", parts).replace("partial 0getWeather", "")).isEqualTo("{\"city\": \"Köln\"}");
        assertThat(events.all).endsWith("call 0getWeather", "end");
    }

    @Test
    void aRequiredToolIsCalledWithArgumentsThatFitWhateverTheModelWouldSay() throws InterruptedException {
        script.always().says("I would rather not.");
        ToolSpecification tool = ToolSpecification.builder()
                .name("setLamp")
                .parameters(JsonObjectSchema.builder()
                        .addEnumProperty("state", List.of("on", "off"))
                        .required("state")
                        .build())
                .build();
        Events events = new Events();
        QwenVlStreamingChatModel.of(script.model())
                .chat(
                        asked("Light?")
                                .toolSpecifications(tool)
                                .toolChoice(ToolChoice.REQUIRED)
                                .maxOutputTokens(200)
                                .build(),
                        events);
        events.await();
        assertThat(events.response.aiMessage().toolExecutionRequests().get(0).arguments())
                .matches("\\{\"state\": \"(on|off)\"}");
        assertThat(events.response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
    }

    @Test
    void theTimeLimitOfARequestEndsItsAnswer() throws InterruptedException {
        script.always().repeats("la ");
        Events events = new Events();
        QwenVlStreamingChatModel.of(script.model())
                .chat(
                        ChatRequest.builder()
                                .messages(UserMessage.from("Sing"))
                                .parameters(QwenVlChatRequestParameters.builder()
                                        .maxOutputTokens(60_000)
                                        .timeLimit(Duration.ofMillis(50))
                                        .build())
                                .build(),
                        events);
        events.await();
        assertThat(events.error).isInstanceOf(TimeoutException.class).hasMessageContaining("50 ms");
    }

    @Test
    void aPictureThatCannotBeReadIsAnErrorOfTheHandler() throws InterruptedException {
        Events events = new Events();
        UserMessage question = UserMessage.from(ImageContent.from("file:///does-not-exist.png"));
        QwenVlStreamingChatModel.of(script.model())
                .chat(ChatRequest.builder().messages(question).build(), events);
        events.await();
        assertThat(events.error)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("does-not-exist.png")
                .hasMessageContaining("does not exist");
    }

    @Test
    void picoRefusesToolsAtOnce() {
        try (QwenVl pico = QwenVl.open()) {
            Events events = new Events();
            ChatRequest request = asked("Weather?").toolSpecifications(WEATHER).build();
            assertThatThrownBy(() -> QwenVlStreamingChatModel.of(pico).chat(request, events))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessage("tools are not supported: the model was not trained to call them");
            assertThat(events.all).isEmpty();
        }
    }
}
